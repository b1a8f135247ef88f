"""``consult init``: database, migrations, keys."""

import click
from flask import Flask
from flask_babel import gettext as _
from flask_migrate import upgrade

from consult.cli.house import house
from consult.config import migrations_folder


@click.command()
@house
def init(app: Flask) -> None:
    """Prepare the database and the key ring; safe to run again.

    Example: consult init --instance instance
    """
    furnish()
    click.echo(_("Ready: %(folder)s", folder=str(app.config["INSTANCE"])))


def furnish() -> None:
    """Bring the database of the current app up to this version."""
    upgrade(directory=str(migrations_folder()))
