"""The command ``consult``. Exit 0: done; 1: faults of the input, a line each; 2: wrong usage."""

import os
import sys

import click
from sqlalchemy.exc import DatabaseError

from consult.cli.answers import answers
from consult.cli.backup.commands import backup, restore
from consult.cli.consultation import consultation
from consult.cli.demo import demo
from consult.cli.doctor import doctor
from consult.cli.keys import keys
from consult.cli.questionnaire import questionnaire
from consult.cli.release import release
from consult.cli.serve import serve
from consult.cli.set_up import init
from consult.cli.staff import staff
from consult.cli.work import work
from consult.config import UnsafeSetting
from consult.web.refusal import Refusal


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Consult residents, and let nobody be exposed by the tables.

    Example: consult demo
    """


for command in (
    init, staff, questionnaire, consultation, answers, release, serve, work, demo, doctor,
    backup, restore, keys
):  # fmt: skip
    commands.add_command(command)


def main() -> None:
    """Run a command line; faults of the input go to standard error, a line each."""
    os.umask(0o077)  # database, keys and files of results are for this account alone
    try:
        commands()
    except Refusal as refusal:
        _fail(str(refusal), *refusal.lines)
    except UnsafeSetting as unsafe:
        _fail(str(unsafe))
    except DatabaseError as broken:
        _fail(f"The database cannot be used: {broken.orig}")
    except OSError as broken:
        _fail(f"{broken.strerror}: {broken.filename}" if broken.filename else str(broken))


def _fail(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(1)
