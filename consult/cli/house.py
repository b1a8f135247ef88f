"""What every command shares: the instance it works on, and the language it speaks."""

import functools
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask import Flask, current_app
from flask_babel import force_locale
from flask_babel import gettext as _

from consult.app import create_app
from consult.db import db, is_current
from consult.questionnaire.text import Language
from consult.tables.build import Progress
from consult.web.refusal import Refusal

as_json = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
_instance = click.option(
    "--instance",
    envvar="CONSULT_INSTANCE",
    type=click.Path(file_okay=False),
    help="The instance folder (database and keys). Default: ./instance",
)


def language() -> Language:
    """The language of the terminal: Spanish where its locale is, else English."""
    chosen = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    return "es" if chosen.lower().startswith("es") else "en"


def the_app() -> Flask:
    """The app itself and not its proxy, for what lives outside of this context."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


def house(command: Callable[..., None]) -> Callable[..., None]:
    """Run a command inside the app of the chosen instance."""

    @_instance
    @functools.wraps(command)
    def inside(*args: Any, instance: str | None, **options: Any) -> None:
        if instance:
            os.environ["CONSULT_INSTANCE"] = instance
        app = create_app()
        with app.app_context(), force_locale(language()):
            try:
                command(*args, **options)
            finally:
                db.session.remove()
                db.engine.dispose()

    return inside


@contextmanager
def progress(label: str) -> Iterator[Progress]:
    """A bar on a terminal, nothing in a pipe."""
    with click.progressbar(
        length=1, label=label, file=sys.stderr, hidden=not sys.stderr.isatty()
    ) as bar:

        def told(done: int, every: int) -> None:
            bar.length = every
            bar.update(done - bar.pos)

        yield told


def furnished(command: Callable[..., None]) -> Callable[..., None]:
    """As ``house``, for commands that need a database that ``consult init`` has prepared."""

    @functools.wraps(command)
    def inside(*args: Any, **options: Any) -> None:
        if not is_current():
            raise Refusal(_("There is no database of this version here yet. Run: consult init"))
        command(*args, **options)

    return house(inside)
