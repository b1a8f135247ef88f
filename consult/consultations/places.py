"""Choosing districts among all of Peru's: a field of a form, with a search that needs no script."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask_babel import LazyString
from flask_babel import lazy_gettext as _
from wtforms import Form, ValidationError
from wtforms.fields.choices import Choice

from consult.consultations.boxes import Boxes
from consult.questionnaire.districts import as_options, every_district, of_province, search
from consult.web.locale import said

PROVINCE = "1301"  # Trujillo: all its districts stand one click away


class Districts(Boxes):
    """Codes of districts. Shown are the chosen ones and, not ticked, those last found."""

    province = PROVINCE
    data: list[str]

    def __init__(self, label: LazyString, **kwargs: Any) -> None:
        super().__init__(label, _("Choose at least one district."), choices=[], **kwargs)
        self.found: Sequence[str] = ()
        self.looked_for = ""

    def iter_choices(self) -> Iterator[Choice]:
        chosen = set(self.data or ())
        for option in as_options({*chosen, *self.found}):
            yield Choice(option.id, said(option.text), option.id in chosen, {})

    def pre_validate(self, form: Form) -> None:  # noqa: ARG002 - as WTForms calls it
        if any(id_ not in every_district() for id_ in self.data or ()):
            raise ValidationError(_("There is no such district."))

    def looks(self, asked: Mapping[str, str]) -> bool:
        """Do what was asked beside the field; True if the form only looks and is not to be saved.

        Words in the search that nobody has chosen from yet are looked for first, whatever was
        pressed: without a script that is the key for a new line.
        """
        self.looked_for = asked.get("find", "").strip()[:100]
        match asked.get("look"), self.looked_for:
            case "province", _:
                self.data = sorted({*(self.data or ()), *of_province(PROVINCE)})
            case "none", _:
                self.data = []
            case _, words if words:
                self.found = [district.id for district in search(words)]
            case _:
                return False
        return True
