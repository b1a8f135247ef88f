"""Every setting, its default and its environment name; unsafe ones are refused at the start."""

import os
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from zoneinfo import ZoneInfo

LIMA = ZoneInfo("America/Lima")
LARGEST_BODY = 64 * 1024  # bytes of a submission; the longest questionnaire fills about 20 kB
LARGEST_SEALED = 96 * 1024  # bytes of one that a phone sealed: as much, in base64
LARGEST_UPLOAD = 4 * 1024 * 1024  # bytes of a questionnaire file that staff upload
SHORTEST_SECRET = 32  # characters
SMALLEST_MIX = 5  # answers; fewer would let a reader of two backups tell people apart


class UnsafeSetting(ValueError):
    """A setting that would expose people or lose answers. The message says what to do."""


def settings(overrides: Mapping[str, object] | None = None) -> dict[str, object]:
    """Read the environment and return the Flask configuration; ``overrides`` win over it.

    Raises UnsafeSetting.
    """
    instance = Path(_read("INSTANCE") or "instance").resolve()
    config: dict[str, object] = {
        "INSTANCE": instance,
        "KEYS": Path(_read("KEYS") or instance / "keys").resolve(),
        "SECRET_KEY": _read("SECRET_KEY") or None,  # None: the one in the key ring
        "DATABASE_URL": _read("DATABASE_URL") or None,  # None: SQLite in the instance folder
        "HOSTS": tuple(filter(None, re.split(r"[,\s]+", _read("HOSTS")))),
        "TRUSTED_PROXIES": _number("TRUSTED_PROXIES", 0),
        "MIX_MINIMUM": _number("MIX_MINIMUM", 10),
        "CLOCK": lambda: datetime.now(UTC),
    }
    config.update(overrides or {})
    _refuse_unsafe(config)
    return config


def migrations_folder() -> Path:
    """Where the database migrations are: inside an installed package, else in the checkout."""
    return _packaged_or_beside("migrations")


def translations_folder() -> Path:
    """Where the interface words are: inside an installed package, else in the checkout."""
    return _packaged_or_beside("translations")


def _packaged_or_beside(name: str) -> Path:
    package = Path(str(files("consult")))
    packaged = package / f"_{name}"
    return packaged if packaged.is_dir() else package.parent / name


def _read(name: str) -> str:
    return os.environ.get(f"CONSULT_{name}", "").strip()


def _number(name: str, default: int) -> int:
    raw = _read(name)
    if raw and not re.fullmatch(r"[0-9]{1,4}", raw):
        raise UnsafeSetting(f"CONSULT_{name} must be a whole number, not {raw!r}.")
    return int(raw) if raw else default


def _refuse_unsafe(config: Mapping[str, object]) -> None:
    secret, url, least = config["SECRET_KEY"], config["DATABASE_URL"], config["MIX_MINIMUM"]
    if secret is not None and len(str(secret)) < SHORTEST_SECRET:
        raise UnsafeSetting(
            f"CONSULT_SECRET_KEY is too short: use at least {SHORTEST_SECRET} random characters, "
            "or leave it out and one is made in the key ring."
        )
    if url is not None and not str(url).startswith(
        ("sqlite://", "postgresql://", "postgresql+psycopg://")
    ):
        raise UnsafeSetting("CONSULT_DATABASE_URL must begin with sqlite:// or postgresql://.")
    if url is not None and re.fullmatch(r"sqlite:/*(:memory:.*|\?.*)?|.*mode=memory.*", str(url)):
        raise UnsafeSetting("CONSULT_DATABASE_URL: a database in memory would lose every answer.")
    if not isinstance(least, int) or least < SMALLEST_MIX:
        raise UnsafeSetting(
            f"CONSULT_MIX_MINIMUM must be {SMALLEST_MIX} or more: answers are mixed to hide people."
        )
