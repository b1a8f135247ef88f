"""The body of a submission, read strictly: what is broken is refused, never half understood."""

import re
from dataclasses import dataclass
from typing import IO, Literal
from urllib.parse import unquote

from werkzeug.datastructures import Headers
from werkzeug.exceptions import ClientDisconnected

from consult.config import LARGEST_BODY
from consult.questionnaire.text import LANGUAGES, Language

Broken = Literal["wrong_type", "malformed", "too_large"]
Pairs = tuple[tuple[str, str], ...]

_FORM = "application/x-www-form-urlencoded"
_UTF8 = re.compile(r"\s*(;\s*charset\s*=\s*(\"utf-8\"|utf-8)\s*)?", re.I)
_BAD_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
_VERSION = re.compile(r"0|[1-9][0-9]{0,8}")
_END = ("_end", "1")  # the last field: without it the body was cut
# "_pad" says nothing: it makes what a phone seals as long as all others.
_CONTROLS = frozenset(("_id", "_version", "_lang", "_end", "_edit", "_switch", "_pad", "_field"))
_MOST_DIGITS = 9  # digits; a longer number is too large whatever it is


class BrokenBody(ValueError):
    """A body that cannot be read. ``reason`` is one of the cases that residents are told of."""

    def __init__(self, reason: Broken) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Body:
    """The fields of the questionnaire in the order given, and what came along with them."""

    answers: Pairs
    version: int
    language: Language | None
    id: str | None = None
    edit: bool = False
    switch: Language | None = None
    field: str | None = None  # what a tablet of the house carries


def read_body(stream: IO[bytes], headers: Headers) -> Body:
    """Read a submission's fields. Raises BrokenBody, and nothing else."""
    return read_form(read_raw(stream, headers, _FORM, LARGEST_BODY))


def read_form(raw: bytes) -> Body:
    """Read the fields of a whole form. Raises BrokenBody, and nothing else."""
    return _body(_pairs(raw))


def read_raw(stream: IO[bytes], headers: Headers, kind: str, most: int) -> bytes:
    """A body of one type and of so many bytes at most. Raises BrokenBody, and nothing else."""
    given = headers.get("Content-Type", "")
    if (given != kind and not _is(kind, given)) or "Content-Encoding" in headers:
        raise BrokenBody("wrong_type")
    return _read(stream, headers.get("Content-Length"), most)


def _is(kind: str, given: str) -> bool:
    return given[: len(kind)].lower() == kind and bool(_UTF8.fullmatch(given, len(kind)))


def _read(stream: IO[bytes], declared: str | None, most: int) -> bytes:
    """The whole body; no length is declared where it came in chunks."""
    if declared and not declared.isdecimal():
        raise BrokenBody("malformed")
    if declared and (len(declared) > _MOST_DIGITS or int(declared) > most):
        raise BrokenBody("too_large")
    try:
        raw = stream.read(most + 1)
    except (ClientDisconnected, OSError):  # cut on the way, or its chunks are broken
        raise BrokenBody("malformed") from None
    if len(raw) > most:
        raise BrokenBody("too_large")
    if declared and int(declared) > len(raw):
        raise BrokenBody("malformed")
    return raw


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    """The fields in the order given; the last must be ``_END``."""
    try:
        text = raw.decode().replace("+", " ")
        if _BAD_ESCAPE.search(text):
            raise BrokenBody("malformed")
        parts = [field.partition("=") for field in text.split("&") if field]
        pairs = [
            (_unquoted(name), _unquoted(value)) if "%" in name or "%" in value else (name, value)
            for name, equals, value in parts
            if equals
        ]
    except UnicodeDecodeError:
        raise BrokenBody("malformed") from None
    if len(pairs) < len(parts) or not pairs or pairs[-1] != _END:
        raise BrokenBody("malformed")
    return pairs


def _unquoted(text: str) -> str:
    return unquote(text, errors="strict")


def _body(pairs: list[tuple[str, str]]) -> Body:
    named = [pair for pair in pairs if pair[0] in _CONTROLS]
    controls = dict(named)
    if len(controls) < len(named):  # each may come once
        raise BrokenBody("malformed")
    given_id, switch = controls.get("_id"), controls.get("_switch")
    if given_id is not None and not _ID.fullmatch(given_id):
        raise BrokenBody("malformed")
    if not _VERSION.fullmatch(controls.get("_version", "")):
        raise BrokenBody("malformed")
    if switch is not None and switch not in LANGUAGES:  # who asked to see it is not to be stored
        raise BrokenBody("malformed")
    return Body(
        answers=tuple([pair for pair in pairs if pair[0] not in _CONTROLS]),
        version=int(controls["_version"]),
        language=_language(controls.get("_lang")),
        id=given_id,
        edit="_edit" in controls,
        switch=_language(switch),
        field=controls.get("_field"),
    )


def _language(given: str | None) -> Language | None:
    """A language that the pages speak; any other is as none: it is no reason to lose an answer."""
    return given if given in LANGUAGES else None
