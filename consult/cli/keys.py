"""``consult keys renew``: the way on when keys are lost for good."""

import click
from flask import current_app
from flask_babel import gettext as _

from consult.accounts.audit import CONSOLE, record
from consult.cli.house import furnished
from consult.db import db, writing
from consult.responses.custody import behind, renew
from consult.web.refusal import Refusal


@click.group()
def keys() -> None:
    """Look after the key ring.

    Example: consult keys renew
    """


@keys.command("renew")
@click.option("--yes", is_flag=True, help="Do not ask.")
@furnished
def renew_(yes: bool) -> None:
    """Make new keys after those that are lost for good, and take answers again.

    What waits under the lost ones is kept, and is read if they turn up after all.

    Example: consult keys renew --yes
    """
    ring = current_app.extensions["key_ring"]
    with db.engine.connect() as connection:
        if not behind(ring, connection):
            raise Refusal(_("The key ring is not behind: there is nothing to renew."))
    if not yes:
        warned = _("If the disk of the keys comes back over this folder, what it takes is lost.")
        click.echo(f"{warned} {ring.folder}", err=True)
        click.confirm(_("Are the old keys lost for good?"), abort=True, err=True)
    with writing() as session:
        renew(ring, session.connection())
        record(session, CONSOLE, "keys.renew", "", {})
    click.echo(_("Answers are taken again."))
