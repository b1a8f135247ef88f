"""The stage: an app whose every path is the test's own, and a clock that can be moved."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from consult.app import create_app

SECRET = "a-secret-for-tests-only-and-long-enough"


@dataclass
class Clock:
    """What time it is; tests move it."""

    now: datetime = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **time: float) -> None:
        self.now += timedelta(**time)


class Compiled(BytecodeCache):
    """A template that one app has compiled serves every other app of the session."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(bucket.key):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[bucket.key] = bucket.bytecode_to_string()


Flask.jinja_options = {"bytecode_cache": Compiled()}


def make_app(url: str, instance: Path, **overrides: object) -> Flask:
    """An app whose every path is the test's own."""
    return create_app(
        {
            "DATABASE_URL": url,
            "INSTANCE": instance,
            "KEYS": instance / "keys",
            "SECRET_KEY": SECRET,
            "TESTING": True,
            **overrides,
        }
    )
