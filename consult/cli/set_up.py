"""``consult init``: database, migrations, keys."""

import click
from flask import current_app
from flask_babel import gettext as _

from consult.cli.house import house
from consult.db import furnish


@click.command()
@house
def init() -> None:
    """Prepare the database and the key ring; safe to run again.

    Example: consult init --instance instance
    """
    furnish()
    click.echo(_("Ready: %(folder)s", folder=str(current_app.config["INSTANCE"])))
