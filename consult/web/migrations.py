"""`flask db …`: Flask-Migrate, and with it Alembic, is loaded once a command asks for it, and not in a web process."""

from collections.abc import Callable
from functools import cache
from typing import Any

import click
from flask import Flask
from werkzeug.local import LocalProxy

from consult.core import revisions


class _Commands(click.Command):
    """Stands for the group of commands until it is called."""

    def __init__(self, load: Callable[[], click.Command]) -> None:
        super().__init__("db", help="Perform database migrations.")
        self._load = load

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """The context of the group itself."""
        return self._load().make_context(*arguments, **more)


def register(app: Flask, database: Any) -> None:
    """Give `flask db …`, and the functions of Flask-Migrate, the models of `database` and the folder of migrations."""

    @cache
    def loaded() -> Any:
        from flask_migrate import Migrate

        Migrate(app, database, directory=str(revisions.FOLDER))
        return app.extensions["migrate"]

    def commands() -> click.Command:
        loaded()
        return app.cli.commands["db"]

    app.extensions["migrate"] = LocalProxy(loaded)
    app.cli.add_command(_Commands(commands))
