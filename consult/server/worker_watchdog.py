"""A watch over the worker processes: one that shows no sign of life is killed, and the server starts another."""

import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterable
from contextlib import suppress

from consult.core import watchdog
from consult.server import heartbeat

log = logging.getLogger(__name__)

Workers = Callable[[], Iterable[tuple[int, float]]]
"""The worker processes there are now: process id, and when it was started (seconds of `time.monotonic`)."""


class WorkerWatchdog:
    """Kills workers that were silent for `silence` seconds, or did not get ready within `start` seconds.

    `also` is called at each look.
    """

    def __init__(
        self,
        workers: Workers,
        silence: float,
        start: float,
        also: Callable[[], None] = lambda: None,
    ) -> None:
        self.also = also
        self.workers = workers
        self.silence = silence
        self.start = start
        self.last: dict[int, float] = {}
        self.looked_at = time.monotonic()

    def look(self) -> None:
        """Take note of the signs of life that came in, and kill who gave none for too long."""
        now = time.monotonic()
        slept, self.looked_at = now - self.looked_at, now
        self.last.update(dict.fromkeys(heartbeat.heard(), now))
        present = dict(self.workers())
        self.last = {pid: at for pid, at in self.last.items() if pid in present}
        if slept > 2 * heartbeat.EVERY:  # this process itself was stopped, and maybe the others with it
            self.last.update(dict.fromkeys(self.last, now))
        for pid, born in present.items():
            if now > self.last.get(pid, born + self.start) + (self.silence if pid in self.last else 0):
                self._kill(pid)
        self.also()

    def _kill(self, pid: int) -> None:
        log.error("worker process %s shows no sign of life and is killed", pid)
        self.last.pop(pid, None)
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)

    def begin(self) -> None:
        """Look every second from now on, in a thread of its own."""
        threading.Thread(target=self._go_on, name="watch", daemon=True).start()

    def _go_on(self) -> None:
        while True:
            time.sleep(heartbeat.EVERY)
            watchdog.alive()
            try:
                self.look()
            except Exception:
                log.exception("the watch over the worker processes failed")
