"""Whose a data folder is: one `run`, or one `flask` command that started the servers itself, holds it at a time.

A lock of the kernel on a file in the folder, so that a killed holder holds nothing; the file says how far it is.
"""

import fcntl
import os
import time
from pathlib import Path

RUNNING = "running"
"""The word of a `run` whose servers and tables are there to be used by others."""


class DataFolderLock:
    """The lock of one data folder."""

    def __init__(self, data: Path) -> None:
        data.mkdir(parents=True, exist_ok=True)
        self.file = os.open(
            data / "hold", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600
        )  # named as earlier versions do

    def take(self, word: str, patience: float = 0.0) -> bool:
        """Hold the folder and leave `word` for others; False where someone else does, `patience` seconds long."""
        until = time.monotonic() + patience
        while not self._locked():
            if time.monotonic() >= until:
                return False
            time.sleep(0.05)
        self.say(word)
        return True

    def say(self, word: str) -> None:
        """Leave another word."""
        os.ftruncate(self.file, 0)
        os.pwrite(self.file, word.encode(), 0)

    def word(self) -> str:
        """What the holder says; of use only where `take` was refused."""
        return os.pread(self.file, 40, 0).decode()

    def release(self) -> None:
        """Let others have the folder."""
        os.close(self.file)

    def _locked(self) -> bool:
        try:
            fcntl.flock(self.file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
