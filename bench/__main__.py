"""`python -m bench COMMAND …`: one module of this folder per command. See bench/README.md."""

import importlib
import importlib.util
import sys

COMMANDS = {
    "pages": "how fast pages and submissions are, as ratios",
    "paired": "versions of consult beside each other, page by page",
    "canaries": "words that no one may see are planted, and looked for in everything that comes out",
    "fuzz": "nonsense to every rule, with every method, as everyone",
    "mixing": "people who write at once read their own words and no others",
    "languages": "every page of the running demonstration in every language, as pictures",
    "guessing": "whether the time of an answer tells who has an account",
    "races": "twenty posts at once of the same thing; posts across the deadline; an extension among posts",
    "intake": "submissions taken a second by the whole application, and whether the outbox keeps up",
    "quotations": "whether quotations of a draft are found again in its later text",
    "forms": "how long a comment form of 10,000 rows takes, and what memory",
    "upkeep": "what the jobs of the clock cost, and whether that grows with finished consultations",
    "export": "the file of all public comments, beside COPY of the same columns",
    "start": "what a web process costs before its first answer: imports, cold start, memory",
    "sanitising": "how long text takes to be made clean when it is written, by several threads",
    "structure": "how large the packages are, and what they import from each other",
    "search": "searches and public lists among a million comments",
    "emails": "how long emails wait, after an outage of the mail server and without one",
    "drafts-migration": "the version before and this one write drafts while the database is migrated",
    "restore": "a backup, erasures, a lost database, a restore; and the same from the archived log",
    "guide": "docs/operations.md, every block as it stands there, on an empty Debian 12",
    "attachments": "hostile files, and 20,000 mutations of them, for the checks of attachments",
    "faults": "servers and processes are killed in turn while people submit",
}


def main() -> int:
    """Hand over to the command's module."""
    if len(sys.argv) < 2 or sys.argv[1] not in COMMANDS:
        print("usage: python -m bench COMMAND [options]", file=sys.stderr)
        for name, what in COMMANDS.items():
            print(f"  {name:<8} {what}", file=sys.stderr)
        return 2
    if importlib.util.find_spec("aiosmtpd") is None:
        print("the packages of the tests are missing: python3 -m consult test installs them", file=sys.stderr)
        return 2
    module = sys.argv[1].replace("-", "_")
    done: int = importlib.import_module(f"bench.{module}").main(sys.argv[2:])
    return done


if __name__ == "__main__":
    sys.exit(main())
