"""Keys and database are for the account that runs the service and for nobody else here."""

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _

from consult.cli.doctor.finding import Finding
from consult.keys import KeyRing
from consult.web.health import sqlite_file


def look_at_rights() -> Iterator[Finding]:
    ring: KeyRing = current_app.extensions["key_ring"]
    try:
        ring.check()
    except OSError as refused:
        yield Finding(
            "keys_not_writable",
            _("No key can be added to %(path)s: %(why)s.", path=ring.folder, why=refused.strerror),
            _("Give the folder to the account that runs the service; nothing is stored before."),
        )
        return
    if os.name != "nt":  # Windows says who may enter by other means than these bits
        private = {path: seen for path in _private(ring) if (seen := _stat(path))}
        yield from _open_to_others(private)
        yield from _of_others(private, ring.folder)


def _private(ring: KeyRing) -> Iterator[Path]:
    """What holds secrets. The folder around it may be anybody's to enter: a checkout brings it."""
    yield ring.folder
    yield from (ring.folder / name for name in ring.names() if not name.startswith("."))
    if file := sqlite_file(current_app):
        yield from file.parent.glob(f"{file.name}*")


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:  # a key was destroyed meanwhile
        return None


def _open_to_others(private: dict[Path, os.stat_result]) -> Iterator[Finding]:
    for path, seen in private.items():
        if seen.st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            yield Finding(
                "open_to_others",
                _("Others on this machine can read %(path)s.", path=path),
                _("Take that right away: chmod go= %(path)s", path=path),
            )


def _of_others(private: dict[Path, os.stat_result], folder: Path) -> Iterator[Finding]:
    """All is one account's: this one's, unless root looks."""
    owner = private[folder].st_uid if os.geteuid() == 0 else os.geteuid()
    for path, seen in private.items():
        if seen.st_uid != owner:
            yield Finding(
                "of_another_account",
                _("%(path)s belongs to another account than the service.", path=path),
                _(
                    "Give it to the account that runs the service: chown ACCOUNT %(path)s",
                    path=path,
                ),
            )
