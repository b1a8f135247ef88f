"""How far a consultation has come, for whoever decides where to go next.

Every number is rounded down to tens, and counts mixed answers only: those come in whole batches of
ten or more, so that nobody sees one arrive. Districts and ways to answer each have their own totals
and no table of both: its cells would be small, and whoever sat beside somebody with a tablet in a
small district would know whom a step of ten is about.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.consultations.publish import places
from consult.consultations.published import questionnaire_of
from consult.questionnaire.text import Text
from consult.responses.models import StoredBlock
from consult.responses.stored import answers_mixed, blocks_of
from consult.tables.columns import layout

STEP = 10  # staff see answers so far in steps of it
_WAYS = {"phone": "phone", "assisted": "assisted", "paper": "paper", "import": "paper"}


@dataclass(frozen=True, slots=True)
class District:
    """Answers of a district, rounded down, and how many are hoped for; 0 where nobody said."""

    name: Text
    answers: int
    target: int

    @property
    def share(self) -> float:
        """How much of the target is there; 1 where there is none."""
        return self.answers / self.target if self.target else 1

    @property
    def is_under_half(self) -> bool:
        return self.share < 1 / 2


@dataclass(frozen=True, slots=True)
class Progress:
    """All answers, those of each district and of each way to answer, each rounded down by itself.

    ``districts`` is empty where no question asks for the place, or nothing is mixed yet.
    """

    answers: int
    districts: tuple[District, ...]
    ways: Mapping[str, int]

    @property
    def next(self) -> District | None:
        """The district furthest from its target; None where none is missing anything."""
        behind = [district for district in self.districts if district.share < 1]
        return min(behind, key=lambda district: district.share, default=None)


def progress_of(session: Session, consultation: Consultation) -> Progress:
    return Progress(
        answers=answers_so_far(session, consultation),
        districts=tuple(_districts(session, consultation)),
        ways=_ways(session, consultation),
    )


def answers_so_far(session: Session, consultation: Consultation) -> int:
    """Mixed answers, rounded down to tens."""
    return _down(answers_mixed(session, consultation.id))


def _districts(session: Session, consultation: Consultation) -> list[District]:
    counts = _by_place(session, consultation)
    return [
        District(place.text, _down(counts[place.id]), consultation.targets.get(place.id, 0))
        for place in (places(consultation) if counts else ())
    ]


def _by_place(session: Session, consultation: Consultation) -> Counter[str]:
    """Mixed answers by id of place, exact: for nobody's eyes."""
    counts: Counter[str] = Counter()
    for version, block in blocks_of(session, consultation.id):
        questionnaire = questionnaire_of(version)
        for question in questionnaire.with_role():
            if question.role == "district":
                column = next(c for c in layout(questionnaire) if c.id == question.id)
                counted = np.bincount(
                    block.arrays[column.id], minlength=max(column.index.values()) + 1
                )
                counts.update({place: int(counted[code]) for place, code in column.index.items()})
    return counts


def _ways(session: Session, consultation: Consultation) -> Mapping[str, int]:
    sums = (
        select(StoredBlock.channel, func.sum(StoredBlock.size))
        .where(StoredBlock.consultation_id == consultation.id)
        .group_by(StoredBlock.channel)
    )
    counts: Counter[str] = Counter()
    for channel, size in session.execute(sums):
        counts[_WAYS[channel]] += int(size)
    shown = {name for name in _WAYS.values() if name in consultation.channels or counts[name]}
    return {name: _down(counts[name]) for name in dict.fromkeys(_WAYS.values()) if name in shown}


def _down(exact: int) -> int:
    return exact // STEP * STEP
