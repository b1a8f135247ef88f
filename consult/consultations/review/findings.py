"""What a review of a draft finds: faults, advice, what is new in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from consult.consultations.builder.drafting import START
from consult.consultations.models import Consultation
from consult.consultations.publish import found_in, places, told
from consult.consultations.published import questionnaire_of
from consult.questionnaire.difference import Change, differences, translation_only
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.duration import minutes
from consult.questionnaire.editing import tidy
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import with_places
from consult.web.locale import language


@dataclass
class Review:
    """A draft under review. Each fault leads to its part."""

    consultation: Consultation
    draft: Questionnaire

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """As it would be published."""
        return with_places(tidy(self.draft), places(self.consultation))

    @cached_property
    def faults(self) -> list[Fault]:
        return found_in(self.consultation, self.draft)

    @property
    def errors(self) -> list[Fault]:
        """What stops publishing."""
        return [fault for fault in self.faults if fault.severity == "error"]

    @property
    def advice(self) -> list[Fault]:
        """What is worth a look; missing translations are told apart."""
        soft = (fault for fault in self.faults if fault.severity != "error")
        return [fault for fault in soft if fault.code != "spanish_alone"]

    @property
    def untranslated(self) -> list[str]:
        """The parts in which a text has no English."""
        return list(dict.fromkeys(map(self.part, tidy(self.draft).missing_translations)))

    @property
    def changes(self) -> list[Change]:
        """What is new since the latest version."""
        versions = self.consultation.versions
        return differences(questionnaire_of(versions[-1]), self.questionnaire) if versions else []

    @property
    def is_translation_only(self) -> bool:
        before = questionnaire_of(self.consultation.versions[-1])
        return translation_only(before, self.questionnaire)

    @property
    def minutes(self) -> int:
        """How long it takes to answer."""
        return minutes(self.questionnaire, language())

    def by_sentence(self, faults: Sequence[Fault]) -> dict[str, list[str]]:
        """What they say, each once, with the parts of which it is said."""
        parts: dict[str, list[str]] = {}
        for fault in faults:
            named = parts.setdefault(told(fault), [])
            if (part := self.part(fault.where)) not in named:
                named.append(part)
        return parts

    def part(self, where: str) -> str:
        """The part of the builder that a place is in."""
        id_ = where.partition(".")[0]
        sections = {section.id for section in self.draft.sections}
        return id_ if id_ in sections or id_ in self.draft.by_id else START

    def title(self, part: str) -> str:
        """P7 for a question, the title of a section, and the start by its name."""
        if number := self.questionnaire.numbers.get(part):
            return f"P{number}"
        titles = {section.id: section.title.get(language()) for section in self.draft.sections}
        return titles.get(part) or (_("Title, welcome and thanks") if part == START else part)
