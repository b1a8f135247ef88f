"""A release as bytes, for good: the same release gives the same bytes."""

import zlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any, get_args, get_origin, get_type_hints

import msgpack

from consult.tables.release import Release

_LEVEL = 9


def to_bytes(release: Release) -> bytes:
    """zlib over msgpack of nested maps and lists, by the names of the fields."""
    return zlib.compress(msgpack.packb(_plain(release)), _LEVEL)


def from_bytes(body: bytes) -> Release:
    """Read a stored release back. Raises ValueError, TypeError or zlib.error where damaged."""
    release = _restored(Release, msgpack.unpackb(zlib.decompress(body)))
    assert isinstance(release, Release)
    return release


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(inner) for name, inner in value.items()}
    if isinstance(value, tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def _restored(kind: Any, value: Any) -> Any:
    if is_dataclass(kind):
        assert isinstance(kind, type)
        hints = get_type_hints(kind)
        return kind(**{name: _restored(hints[name], inner) for name, inner in value.items()})
    origin, inside = get_origin(kind), get_args(kind)
    if origin is tuple and inside[0] is int:  # most of it
        return tuple(value)
    if origin is tuple:
        return tuple(_restored(inside[0], inner) for inner in value)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {name: _restored(inside[1], inner) for name, inner in value.items()}
    return date.fromisoformat(value) if kind is date else value
