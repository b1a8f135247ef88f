"""A file of sealed answers, as a tablet saves it: a JSON document on each line."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask_babel import LazyString, lazy_gettext
from flask_babel import gettext as _
from sqlalchemy.exc import SQLAlchemyError

from consult.accounts import audit
from consult.db import writing
from consult.keys import KeyMissing
from consult.responses.body import BrokenBody
from consult.responses.envelope import Envelope, in_parts
from consult.responses.letterbox import STORED
from consult.responses.submit import Case, Desk, Result

_STEP = 10  # the record of what staff did holds no exact number
_WHY: Mapping[Case, LazyString] = {
    "unknown": lazy_gettext("It is of another consultation."),
    "conflict": lazy_gettext("It came before with other answers. The first ones count."),
    "closed": lazy_gettext("The consultation has closed."),
    "unknown_version": lazy_gettext("It is of a version that does not exist here."),
    "invalid": lazy_gettext("Some of its answers are not possible. Nothing of it was stored."),
    "retry": lazy_gettext("It could not be stored right now. Hand in the same file again."),
}
_UNREADABLE = lazy_gettext("It is damaged, or nothing that a tablet sealed.")


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a file: how many are stored now, how many were before, and lines refused."""

    stored: int
    before: int
    refused: tuple[tuple[int, Case], ...]

    def __str__(self) -> str:
        return _(
            "%(stored)s stored now, %(before)s already stored before, %(refused)s refused.",
            stored=self.stored,
            before=self.before,
            refused=len(self.refused),
        )

    @property
    def lines(self) -> Iterator[str]:
        """A sentence for each line that was refused."""
        for number, case in self.refused:
            yield _("Line %(number)s: %(why)s", number=number, why=_WHY.get(case, _UNREADABLE))


def hand_in(desk: Desk, actor: str, slug: str, content: bytes) -> HandedIn:
    """Take every line as if a tablet had sent it now: once, however often it comes."""
    lines = enumerate(content.splitlines(), start=1)
    cases = [(number, _taken(desk, slug, line)) for number, line in lines if line.strip()]
    kinds = [case for _number, case in cases]
    refused = tuple((number, case) for number, case in cases if case not in STORED)
    handed = HandedIn(kinds.count("stored"), kinds.count("retried"), refused)
    with writing() as session:
        tens = handed.stored // _STEP * _STEP
        audit.record(session, actor, "answers.sealed", slug, {"at least": tens})
    return handed


def _taken(desk: Desk, slug: str, line: bytes) -> Case:
    try:
        consultation, envelope = _read(line)
        if consultation != slug:
            return "unknown"
        opened = desk.open(slug, envelope)
        if isinstance(opened, Result):
            return opened.case
        return desk.submit(slug, opened, was_kept=True).case
    except BrokenBody as broken:
        return broken.reason
    except (SQLAlchemyError, OSError, KeyMissing):
        return "retry"


def _read(line: bytes) -> tuple[str, Envelope]:
    """The consultation that a line names, and its envelope. Raises BrokenBody."""
    try:
        document = json.loads(line)
        return document["consultation"], in_parts(document["sealed"].encode())
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        raise BrokenBody("malformed") from None
