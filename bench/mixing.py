"""Does text of one person ever come out in the page of another? `python -m bench mixing`.

Several people at once write long comments of words that are theirs alone, and look at the review of what they have not
sent yet, which is rendered again each time. Every page is held against what its reader typed: a word of someone else, a
word that is missing, and any error are counted. The exit status is 1 where there was one.
"""

import argparse
import re
import threading
import time
from collections import Counter

from bench.deployment import Deployment, Verdict, say
from bench.flow import Answer, Browser, NoAnswer, Sheet
from tests import world

_WORD = re.compile(r"w(\d+)x\d+x\d+")


def words_of(number: int, turn: int, size: int) -> str:
    """A comment of `size` paragraphs by person `number`: each word of it is typed once and by no one else."""
    paragraphs = [
        f"- **w{number}x{turn}x{line * 4}** *w{number}x{turn}x{line * 4 + 1}*"
        f" https://example.org/w{number}x{turn}x{line * 4 + 2}?a=1 `w{number}x{turn}x{line * 4 + 3}`"
        for line in range(size)
    ]
    return "\n\n".join(paragraphs)


class Reader(threading.Thread):
    """Someone who writes `comments` comments of `size` paragraphs and then looks at the review, again and again."""

    def __init__(self, number: int, port: int, slug: str, comments: int, size: int, until: float) -> None:
        super().__init__(daemon=True)
        self.number, self.slug, self.until = number, slug, until
        self.browser = Browser(port, f"10.9.{number}.1")
        self.texts = [words_of(number, turn, size) for turn in range(comments)]
        self.pages: Counter[str] = Counter()

    def run(self) -> None:
        """Write, then read until the time is over."""
        Sheet(self.slug, comments=tuple(self.texts)).compose(self.browser)
        typed = Counter(match[0] for text in self.texts for match in _WORD.finditer(text))
        while time.monotonic() < self.until:
            try:
                self.pages[
                    self._judge(self.browser.get(f"/consultations/{self.slug}/sheet/review"), typed)
                ] += 1
            except NoAnswer:
                self.pages["no answer"] += 1

    def _judge(self, answer: Answer, typed: Counter[str]) -> str:
        if answer.status != 200:
            return f"status {answer.status}"
        shown = {match[0] for match in _WORD.finditer(answer.body.decode())}
        if any(int(_WORD.fullmatch(word)[1]) != self.number for word in shown):  # type: ignore[index]
            return "words of somebody else"
        return "right" if shown == set(typed) else "words missing"


def main(arguments: list[str]) -> int:
    """Read at once, and judge."""
    parser = argparse.ArgumentParser(prog="python -m bench mixing", description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--comments", type=int, default=2, help="comments of each person")
    parser.add_argument("--size", type=int, default=12, help="paragraphs of each comment")
    chosen = parser.parse_args(arguments)
    verdict = Verdict()
    with Deployment() as deployment:
        app = deployment.app()
        slug = world.consultation(app)
        deployment.start("web")
        say(f"{min(chosen.clients, 32)} people read for {chosen.seconds:.0f} s")
        until = time.monotonic() + min(chosen.seconds, 600)
        readers = [
            Reader(number, deployment.port, slug, chosen.comments, chosen.size, until)
            for number in range(min(chosen.clients, 32))
        ]
        for reader in readers:
            reader.start()
        for reader in readers:
            reader.join(chosen.seconds + 60)
        pages = sum((reader.pages for reader in readers), Counter[str]())
    print(f"\n{len(readers)} people at once, {pages.total()} pages")
    for what, count in pages.most_common():
        print(f"          {count} × {what}")
    verdict.hold(
        "everybody wrote and read", sum(reader.pages.total() > 0 for reader in readers), len(readers)
    )
    verdict.hold("a page shows every word of its reader and none of others", pages["right"], pages.total())
    return verdict.close()
