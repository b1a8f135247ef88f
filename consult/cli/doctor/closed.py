"""A house that cannot be opened at all: its doctor still says why, and how to mend it."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask_babel import force_locale
from flask_babel import lazy_gettext as _

from consult.cli.doctor.finding import Finding
from consult.cli.doctor.settings import secret_weak
from consult.cli.house import language
from consult.config import SHORTEST_SECRET, UnsafeSetting
from consult.keys import KeyMissing
from consult.web.locale import init_locale


def why_closed(closed: Exception) -> Finding:
    """What keeps the app from being built, as a finding."""
    if isinstance(closed, KeyMissing):
        return Finding(
            "key_missing",
            _("The key “%(name)s” is damaged.", name=closed.args[0]),
            _("Bring it back from a backup; or delete the file, and staff sign in anew."),
        )
    if isinstance(closed, UnsafeSetting):
        secret = os.environ.get("CONSULT_SECRET_KEY", "").strip()
        if secret and len(secret) < SHORTEST_SECRET:
            return secret_weak()
        return Finding("unsafe_setting", _("A setting is unsafe."), str(closed))
    return Finding(
        "folder_unusable",
        _("The instance cannot be opened: %(why)s.", why=str(closed)),
        _("Make it a folder of the account that runs the service."),
    )


def nothing_at(instance: Path) -> Finding:
    """Where there is no house: none is made by looking."""
    return Finding(
        "no_instance",
        _("There is nothing at %(path)s.", path=instance),
        _("Name the instance folder with --instance, or run: consult init"),
    )


@contextmanager
def words_without_a_house() -> Iterator[None]:
    """The two languages where there is no app to ask."""
    app = Flask("consult", static_folder=None)
    init_locale(app)
    with app.app_context(), force_locale(language()):
        yield
