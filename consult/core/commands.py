"""Commands for operators: lines for people, one JSON document with --json; what is wrong is one sentence.

Exit statuses: 0 done, 1 not done or something is wrong, 2 called wrongly. With --json a sentence comes as
`{"error": …}`, on standard output like every answer.
"""

import json
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

import click
from redis.exceptions import RedisError
from sqlalchemy.exc import SQLAlchemyError

from consult.core import logs
from consult.core.errors import DomainError


class Command(click.Command):
    """A command with the option --json, which its function gets as `as_json`."""

    def __init__(self, *about: Any, **more: Any) -> None:
        super().__init__(*about, **more)
        self.params.append(click.Option(["--json", "as_json"], is_flag=True, help="Answer in JSON."))

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the arguments; what is wrong with them is said as everything else is."""
        as_json = "--json" in args
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as wrong:
            if not as_json:
                raise
            refuse(wrong.format_message(), as_json=True, status=2)

    def invoke(self, ctx: click.Context) -> Any:
        """Call the function; what it cannot do, or a server that is away, is a sentence and no traceback. A function,
        or one that it calls, may also end with `sys.exit(sentence)`."""
        as_json = bool(ctx.params["as_json"])
        try:
            return super().invoke(ctx)
        except DomainError as trouble:
            refuse(str(trouble) or "not found", as_json=as_json)
        except SQLAlchemyError as trouble:
            refuse(
                f"the database does not answer, or answers with an error ({logs.facts(trouble)})",
                as_json=as_json,
            )
        except RedisError as trouble:
            refuse(f"the queue does not answer ({logs.facts(trouble)})", as_json=as_json)
        except click.ClickException as trouble:
            if not as_json:
                raise
            refuse(trouble.format_message(), as_json=True, status=trouble.exit_code)
        except SystemExit as end:
            if not isinstance(end.code, str):
                raise
            refuse(end.code, as_json=as_json)


def refuse(sentence: str, *, as_json: bool, status: int = 1) -> NoReturn:
    """Say why not, and end."""
    click.echo(json.dumps({"error": sentence}, ensure_ascii=False) if as_json else sentence, err=not as_json)
    sys.exit(status)


def tell(document: Any, lines: Iterable[str], *, as_json: bool) -> None:
    """Answer with `document`, or with `lines` that say the same to people."""
    if as_json:
        click.echo(json.dumps(document, ensure_ascii=False))
        return
    for line in lines:
        click.echo(line)
