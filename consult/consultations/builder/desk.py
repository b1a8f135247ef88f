"""What the builder shows: the outline, the part in hand, and what is still to be mended."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from sqlalchemy.orm import Session

from consult.consultations.builder.drafting import (
    START,
    Collision,
    Part,
    draft_of,
    last_change,
    mark_of,
    part_of,
)
from consult.consultations.builder.forms import PartForm
from consult.consultations.builder.typed import form_of
from consult.consultations.models import Consultation, DraftStep
from consult.consultations.publish import found_in, places
from consult.questionnaire.conditions import tests_for
from consult.questionnaire.document import NON_ANSWERS, Expression, Question, Questionnaire, Section
from consult.questionnaire.editing import tidy
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import Text
from consult.questionnaire.wording import NON_ANSWER_WORDS
from consult.questionnaire.wording import in_words as said_in_words
from consult.web.locale import language

_ANOTHER_MEANING = (
    *("kind_needs_new_id", "option_needs_new_id", "band_needs_new_id"),
    "meaning_may_have_changed",
)


@dataclass
class Desk:
    """One part of a draft on the screen. ``form`` is what was typed, else the part as it is."""

    consultation: Consultation
    questionnaire: Questionnaire
    part_id: str
    step: DraftStep | None
    form: PartForm
    told: Sequence[Fault] = ()  # why what was typed could not be saved
    collision: Collision | None = None  # who else has changed the part, and to what

    @cached_property
    def part(self) -> Part:
        part = part_of(self.questionnaire, self.part_id)
        assert part is not None
        return part

    @property
    def numbers(self) -> Mapping[str, int]:
        """The number that a question has on the phone, by its id."""
        return self.questionnaire.numbers

    @cached_property
    def faults(self) -> Mapping[str, list[Fault]]:
        """What is wrong or doubtful, by the id of the part that it belongs to."""
        by_part: dict[str, list[Fault]] = {}
        for fault in found_in(self.consultation, self.questionnaire):
            by_part.setdefault(self._part_at(fault.where), []).append(fault)
        return by_part

    @cached_property
    def untranslated(self) -> list[str]:
        """The parts whose English is missing, in the order of the outline."""
        lacking = {self._part_at(where) for where in tidy(self.questionnaire).missing_translations}
        return [id_ for id_ in _outline(self.questionnaire) if id_ in lacking]

    @property
    def theirs(self) -> str:
        """The mark of what somebody else has saved meanwhile."""
        theirs = self.collision and self.collision.theirs
        return mark_of(theirs) if theirs else ""

    @property
    def remarks(self) -> int:
        """How many things the review would speak of."""
        return sum(map(len, self.faults.values()))

    @property
    def needs_new_id(self) -> bool:
        """Whether the question would join with another meaning than it had."""
        own = self.faults.get(self.part_id, ())
        return any(fault.code in _ANOTHER_MEANING for fault in own)

    @property
    def next_untranslated(self) -> str:
        """The part without English that comes after the one in hand, else the first."""
        order = _outline(self.questionnaire)
        rest = order[order.index(self.part_id) + 1 :]
        return next((id_ for id_ in rest if id_ in self.untranslated), self.untranslated[0])

    @property
    def kept_condition(self) -> str:
        """A condition that does not fit rows, in words."""
        rule = None if isinstance(self.part, Questionnaire) else self.part.when
        return said_in_words(rule, self.questionnaire, language()) if rule else ""

    @property
    def other_rules(self) -> list[tuple[str, str]]:
        """What a form from elsewhere asks besides: the field of each rule, and its words."""
        if not isinstance(self.part, Question):
            return []
        said = []
        if self.part.required_when:
            said.append(("required_when", self._said(self.part.required_when, "needed")))
        if self.part.valid:
            said.append(("valid", self._said(self.part.valid, "valid")))
        return said + [
            ("options", f"«{option.text.get(language())}»: {self._said(option.when, 'only')}")
            for option in self.part.options
            if option.when
        ]

    def _said(self, rule: Expression, what: Literal["only", "needed", "valid"]) -> str:
        return said_in_words(rule, self.questionnaire, language(), what)

    def _part_at(self, where: str) -> str:
        id_ = where.partition(".")[0]
        return id_ if part_of(self.questionnaire, id_) else START

    def errors(self, id_: str) -> list[Fault]:
        """What stops publishing in one part."""
        return [fault for fault in self.faults.get(id_, ()) if fault.severity == "error"]

    @property
    def place(self) -> int:
        """The place of the part among all questions, as the phone counts them; -1 for the start."""
        questions = [question.id for question in self.questionnaire.questions]
        if isinstance(self.part, Section):
            return questions.index(self.part.questions[0].id) if self.part.questions else -1
        return questions.index(self.part_id) if self.part_id in questions else -1

    @property
    def earlier(self) -> list[tuple[str, str]]:
        """What a condition may ask about: each field asked before the part, in its own words."""
        fields = []
        for question in self.questionnaire.questions[: max(self.place, 0)]:
            rows = {f"{question.id}.{row.id}": row.text for row in question.rows}
            for field in question.fields:
                words = " · ".join(
                    text.get("es") for text in (question.text, rows.get(field)) if text
                )
                fields.append((field, f"{self.numbers[question.id]}. {words}"))
        return fields

    def asked(self, field: str) -> Question | None:
        """The question of a field."""
        return self.questionnaire.by_id.get(field.partition(".")[0])

    def tests(self, field: str) -> Sequence[str]:
        question = self.asked(field)
        return tests_for(question) if question else ()

    def answers(self, field: str) -> list[tuple[str, Text]]:
        """The answers to choose from in a condition: options, places and ways not to answer."""
        question = self.asked(field)
        if question is None:
            return []
        options = [(option.id, option.text) for option in question.options]
        if question.kind == "place" and not options:
            options = [(place.id, place.text) for place in places(self.consultation)]
        ways = [(id_, NON_ANSWER_WORDS[id_]) for id_ in NON_ANSWERS if id_ in question.non_answers]
        return options + ways


def desk_of(session: Session, consultation: Consultation, part_id: str) -> Desk | None:
    """The desk with a part on it as it is; None where there is no such part."""
    questionnaire = draft_of(consultation)
    part = part_of(questionnaire, part_id)
    if part is None:
        return None
    form = form_of(part, questionnaire, mark_of(part))
    step = last_change(session, consultation)
    return Desk(consultation, questionnaire, part_id, step, form)


def _outline(questionnaire: Questionnaire) -> list[str]:
    """Every part, from top to bottom."""
    return [
        START,
        *(
            id_
            for section in questionnaire.sections
            for id_ in (section.id, *(question.id for question in section.questions))
        ),
    ]
