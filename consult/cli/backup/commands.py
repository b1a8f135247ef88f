"""``consult backup`` and ``consult restore``: the house in a file, without its keys."""

from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext

from consult.cli.backup.filling import Contents
from consult.cli.backup.lost import Lost
from consult.cli.backup.restoring import restore as bring_back
from consult.cli.backup.taking import back_up
from consult.cli.house import furnished, house, progress
from consult.config import LIMA
from consult.web.locale import day


@click.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@furnished
def backup(file: Path) -> None:
    """Write the whole house to a new FILE, on either database, while it is served.

    Sign-ins and password hashes are in it. No key is: back the key ring up apart, in another place.
    Answers that wait to be mixed are in it sealed, and can be read again only as long as their key
    is still in the ring; mixing destroys it, as a rule within minutes.

    Example: consult backup 2026-11-24.consult
    """
    ring, config = current_app.extensions["key_ring"], current_app.config
    with progress(_("Copying")) as told:
        back_up(ring, config["MIX_MINIMUM"], file, config["CLOCK"](), told)
    click.echo(_("Written: %(file)s", file=file))
    click.echo(_("No key is in it. Back up apart: %(folder)s", folder=config["KEYS"]))


@click.command()
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@house
def restore(file: Path) -> None:
    """Bring the backup FILE back into an empty database, SQLite or PostgreSQL.

    Put the key ring's copy in its place first. An old backup brings back neither the answers given
    since nor the keys destroyed since; it brings back the passwords, the roles and the disabled
    accounts of its day, and signs everybody out.

    Example: consult restore 2026-11-24.consult --instance new
    """
    with progress(_("Restoring")) as told:
        contents, lost = bring_back(current_app.extensions["key_ring"], file, told)
    _tell(contents, lost)


def _tell(contents: Contents, lost: Lost) -> None:
    made = contents.made.astimezone(LIMA)
    click.echo(
        _(
            "Restored as it was on %(day)s at %(time)s. Everybody was signed out.",
            day=day(made),
            time=f"{made:%H:%M}",
        )
    )
    if lost.answers:
        told = ngettext(
            "%(num)s answer that waited to be mixed cannot be read: its key is not there.",
            "%(num)s answers that waited to be mixed cannot be read: their keys are not there.",
            lost.answers,
        )
        click.echo(told, err=True)
    if lost.texts:
        told = ngettext(
            "%(num)s free text cannot be read: its key is not there.",
            "%(num)s free texts cannot be read: their keys are not there.",
            lost.texts,
        )
        click.echo(told, err=True)
    if lost.answers or lost.texts:
        click.echo(_("The keys that are missing from the ring: consult doctor"), err=True)
