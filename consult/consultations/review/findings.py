"""What a review of a draft finds: faults, advice, what is new in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from flask_babel import gettext as _

from consult.consultations.builder.drafting import START
from consult.consultations.models import Consultation
from consult.questionnaire.check import check, missing_translations
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.faults import Fault
from consult.web.locale import language


@dataclass
class Review:
    """A draft under review. Each fault leads to its part."""

    consultation: Consultation
    draft: Questionnaire

    @cached_property
    def questionnaire(self) -> Questionnaire:
        return tidy(self.draft)

    @cached_property
    def faults(self) -> list[Fault]:
        return check(self.questionnaire)

    @property
    def errors(self) -> list[Fault]:
        """What stops publishing."""
        return [fault for fault in self.faults if fault.severity == "error"]

    @property
    def advice(self) -> list[Fault]:
        """What is worth a look; missing translations are counted apart."""
        soft = (fault for fault in self.faults if fault.severity != "error")
        return [fault for fault in soft if fault.code != "spanish_alone"]

    @property
    def untranslated(self) -> list[Fault]:
        return missing_translations(self.questionnaire)

    def part(self, fault: Fault) -> str:
        """The part of the builder in which a fault is mended."""
        id_ = fault.where.partition(".")[0]
        sections = {section.id for section in self.draft.sections}
        return id_ if id_ in sections or id_ in self.draft.by_id else START

    def title(self, part: str) -> str:
        """P7 for a question, the title of a section, and the start by its name."""
        if number := self._numbers.get(part):
            return f"P{number}"
        titles = {section.id: section.title.get(language()) for section in self.draft.sections}
        return titles.get(part) or (_("Title, welcome and thanks") if part == START else part)

    @property
    def minutes(self) -> int:
        """How long it takes to answer."""
        return max(1, round(len(self._numbers) / 4))

    @cached_property
    def _numbers(self) -> Mapping[str, int]:
        return self.questionnaire.numbers
