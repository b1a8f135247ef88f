"""Several of a few, each with a box of its own."""

from typing import Any

from flask_babel import LazyString
from wtforms import Field, Form, SelectMultipleField
from wtforms.validators import StopValidation
from wtforms.widgets import CheckboxInput, ListWidget


class Boxes(SelectMultipleField):
    """At least one has to be ticked, else ``needed`` is said.

    The browser is told nothing of that: it would have each single box ticked.
    """

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def __init__(self, label: LazyString, needed: LazyString, **kwargs: Any) -> None:
        def check(form: Form, field: Field) -> None:  # noqa: ARG001 - as WTForms calls it
            if not field.data:
                raise StopValidation(str(needed))

        super().__init__(label, [check], **kwargs)
