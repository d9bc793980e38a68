"""The groups of commands of `flask …`, each filled by one package or several."""

import click
from flask.cli import AppGroup


class CommandGroups(AppGroup):
    """The commands of an application by their groups. A package adds commands to a group of a lower one with a group of
    the same name: nothing of the lower package is changed."""

    def add_command(self, cmd: click.Command, name: str | None = None) -> None:
        """Add a command, or the commands of a group to those of an earlier group with its name."""
        name = name or cmd.name or ""
        known = self.commands.get(name)
        if isinstance(known, click.Group) and isinstance(cmd, click.Group):
            cmd = AppGroup(name, commands={**known.commands, **cmd.commands}, help=known.help)
        super().add_command(cmd, name)
