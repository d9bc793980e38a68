"""Carries out docs/operations.md on an empty Debian 12, every block as it stands there, in its order.

The machine is made by debootstrap below a temporary folder and entered with chroot, in mount, process and network
namespaces of its own; it has Debian's PostgreSQL, Redis, nginx and PgBouncer. Only the words that the guide lists as
placeholders are replaced. Three things are not as on a real machine: `systemctl` is a stand-in that reads the real unit
files (see guide_systemctl.py), packages come from a cache that was filled before, and the certificate is its own.

After the blocks of a section it looks at what became of it: pages over HTTPS, a consultation, submissions, decisions,
emails that a mail server took. Between two versions it upgrades while people read and submit; the later one is this
commit with a migration and a rule of style added, so that there is something to see. Run as root; takes minutes.
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from bench import guide_machine as machine
from bench.guide_blocks import GUIDE
from bench.guide_steps import BEFORE, NOW, Guide
from consult.core.revisions import revisions
from consult.setup import environment

ADDED = '''"""A column of the bench, to be migrated."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"
branch_labels, depends_on = None, None


def upgrade() -> None:
    op.add_column("organisations", sa.Column("of_the_bench", sa.Text(), nullable=True))
    op.create_table("of_the_bench", sa.Column("id", sa.BigInteger(), primary_key=True))


def downgrade() -> None:
    op.drop_table("of_the_bench")
    op.drop_column("organisations", "of_the_bench")
'''


def main(arguments: list[str]) -> int:
    """Prepare the machine, enter it, carry out the guide."""
    parser = argparse.ArgumentParser(prog="python -m bench guide", description=__doc__)
    parser.add_argument(
        "--cache", type=Path, default=Path("/var/cache/consult-guide"), help="downloads are kept here"
    )
    parser.add_argument("--before", default="HEAD~1", help="commit that is installed first (HEAD~1)")
    parser.add_argument("--sections", default="", help="only those with these headings, separated by commas")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.inside is not None:
        return Guide(machine.Machine(chosen.inside), chosen.sections).carry_out()
    if needed := machine.missing():
        print(f"this needs: {needed}", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="consult-guide-"))
    folder.chmod(0o755)
    try:
        root = folder / "debian"
        wanted = _make_repository(folder / "source", chosen.before)
        machine.prepare(root, chosen.cache, _packages(), wanted)
        machine.run("git", "clone", "--quiet", "--bare", str(folder / "source"), str(root / "mnt/repository"))
        inside = [
            sys.executable,
            "-m",
            "bench",
            "guide",
            "--inside",
            str(root),
            "--sections",
            chosen.sections,
        ]
        alone = (
            "unshare",
            "--mount",
            "--pid",
            "--net",
            "--ipc",
            "--fork",
            "--propagation",
            "private",
            "--mount-proc",
        )
        return subprocess.run([*alone, *inside], cwd=environment.ROOT, check=False).returncode
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _packages() -> list[str]:
    """What the guide installs with apt-get."""
    lines = re.findall(r"^apt-get install --yes (.+)$", GUIDE.read_text(), re.MULTILINE)
    return [name for line in lines for name in line.split()]


def _make_repository(target: Path, before: str) -> list[Path]:
    """A repository with the tags BEFORE and NOW; the lists of packages of both."""

    def git(*words: str) -> str:
        command = [
            "git",
            "-C",
            str(target),
            "-c",
            "user.name=bench",
            "-c",
            "user.email=bench@localhost",
            *words,
        ]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    subprocess.run(["git", "clone", "--quiet", str(environment.ROOT), str(target)], check=True)
    lists = []
    for tag, commit in ((BEFORE, before), (NOW, "HEAD")):
        sha = subprocess.run(
            ["git", "-C", str(environment.ROOT), "rev-parse", commit],
            check=True,
            capture_output=True,
            text=True,
        ).stdout.strip()
        git("checkout", "--quiet", "--detach", sha)
        if tag == NOW:
            added = ADDED.format(newest=revisions().newest)
            (target / "migrations/versions/9999_of_the_bench.py").write_text(added)
            with (target / "consult/static/consult.css").open("a") as style:
                style.write("\n.of-the-bench { color: green; }\n")
            git("add", "--all")
            git("commit", "--quiet", "--message", "Add a column and a rule of style")
        git("tag", tag)
        lists.append(target.with_name(f"requirements-{tag}.txt"))
        shutil.copy(target / "requirements.txt", lists[-1])
    return lists
