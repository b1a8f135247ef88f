"""``consult staff``: the people who may sign in."""

import sys

import click
from flask_babel import gettext as _

from consult.accounts.models import Role
from consult.accounts.staff import add_staff, ensure_programme, list_staff
from consult.cli.house import furnished
from consult.db import db, writing
from consult.web.refusal import Refusal

PROGRAMME = ("Seguridad Humana en Trujillo", "Human Security in Trujillo")


@click.group()
def staff() -> None:
    """Add and list staff.

    Example: consult staff add ana@muni.gob.pe --role facilitator
    """


@staff.command()
@click.argument("email")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(["facilitator", "coordinator", "admin"]),
    help="May be given several times.",
)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@furnished
def add(email: str, roles: tuple[Role, ...], password_stdin: bool) -> None:
    """Add somebody, or give them a further role.

    Example: consult staff add ana@muni.gob.pe --role facilitator --role coordinator
    """
    password = _password(password_stdin)
    with writing() as session:
        add_staff(session, email, roles, password, ensure_programme(session, *PROGRAMME))
    click.echo(_("%(email)s may sign in now.", email=email))


@staff.command("list")
@furnished
def list_() -> None:
    """Name everybody who may sign in.

    Example: consult staff list
    """
    for user in list_staff(db.session()):
        roles = ", ".join(sorted({membership.role for membership in user.memberships}))
        click.echo(f"{user.email}\t{roles}" + ("" if user.active else f"\t{_('disabled')}"))


def _password(from_stdin: bool) -> str:
    if from_stdin:
        try:
            password = sys.stdin.readline().rstrip("\r\n")
            password.encode()
        except UnicodeError as broken:
            raise Refusal(_("The password is not UTF-8.")) from broken
        return password
    return str(click.prompt(_("Password"), hide_input=True, confirmation_prompt=True))
