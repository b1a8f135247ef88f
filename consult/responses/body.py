"""The body of a submission, read strictly: what is broken is refused, never half understood."""

import re
from dataclasses import dataclass
from typing import IO, Literal
from urllib.parse import unquote_to_bytes

from werkzeug.datastructures import Headers

from consult.config import LARGEST_BODY
from consult.questionnaire.text import LANGUAGES, Language

Broken = Literal["wrong_type", "malformed", "too_large"]


Pairs = tuple[tuple[str, str], ...]

_TYPE = re.compile(r"application/x-www-form-urlencoded\s*(;\s*charset\s*=\s*\"?utf-8\"?\s*)?", re.I)
_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ID = re.compile(r"[A-Za-z0-9_-]{22,64}")
_VERSION = re.compile(r"[0-9]{1,9}")
_CONTROLS = ("_id", "_version", "_lang", "_end", "_edit", "_switch")


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


def read_body(stream: IO[bytes], headers: Headers) -> Body:
    """Read a submission's fields. Raises BrokenBody."""
    if not _TYPE.fullmatch(headers.get("Content-Type", "")) or "Content-Encoding" in headers:
        raise BrokenBody("wrong_type")
    raw = stream.read(LARGEST_BODY + 1)
    if len(raw) > LARGEST_BODY:
        raise BrokenBody("too_large")
    declared = headers.get("Content-Length", "")
    if declared.isdecimal() and int(declared) > len(raw):
        raise BrokenBody("malformed")
    return _body(_pairs(raw))


def _pairs(raw: bytes) -> Pairs:
    if _ESCAPE.search(raw):
        raise BrokenBody("malformed")
    return tuple(_pair(part) for part in raw.split(b"&") if part)


def _pair(part: bytes) -> tuple[str, str]:
    name, equals, value = part.replace(b"+", b" ").partition(b"=")
    try:
        if equals:
            return unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode()
    except UnicodeDecodeError:
        pass
    raise BrokenBody("malformed")


def _body(pairs: Pairs) -> Body:
    if not pairs or pairs[-1] != ("_end", "1"):  # the last field: without it the body was cut
        raise BrokenBody("malformed")
    controls = {name: value for name, value in pairs if name in _CONTROLS}
    if len(controls) != sum(name in _CONTROLS for name, _ in pairs):
        raise BrokenBody("malformed")
    given_id = controls.get("_id")
    if given_id is not None and not _ID.fullmatch(given_id):
        raise BrokenBody("malformed")
    if not _VERSION.fullmatch(controls.get("_version", "")):
        raise BrokenBody("malformed")
    return Body(
        answers=tuple(pair for pair in pairs if pair[0] not in _CONTROLS),
        version=int(controls["_version"]),
        language=_language(controls.get("_lang")),
        id=given_id,
        edit="_edit" in controls,
        switch=_language(controls.get("_switch")),
    )


def _language(given: str | None) -> Language | None:
    return next((language for language in LANGUAGES if language == given), None)
