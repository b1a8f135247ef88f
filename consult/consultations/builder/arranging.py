"""What the buttons of a part do, besides saving it: to its lists, and to the order of things."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from consult.consultations.builder.drafting import START
from consult.consultations.builder.forms import MOST_LINES, PartForm, QuestionForm
from consult.consultations.builder.typed import Part
from consult.questionnaire.document import NON_ANSWERS, Question, Questionnaire
from consult.questionnaire.editing import (
    added,
    duplicated,
    free_id,
    renewed,
    section_added,
    shifted,
    with_ids,
    without,
)
from consult.questionnaire.pasting import bands_of, options_of
from consult.questionnaire.text import Text

_LISTS = ("options", "rows", "bands", "conditions")


def arrange_form(form: PartForm, do: str, earlier: list[str]) -> None:
    """Change a list of the form as a button says: ``drop options 2``, ``move options 2 0``."""
    verb, *arguments = do.split() or [""]
    if verb == "condition" and earlier and len(form.conditions) < MOST_LINES:
        form.conditions.append_entry({"field": earlier[-1], "test": "answered"})
    elif verb == "unconditional":
        form.is_kept.data = False
        del form.conditions.entries[:]
    elif verb in ("drop", "move") and arguments and arguments[0] in _LISTS and arguments[0] in form:
        places = [int(place) for place in arguments[1:] if re.fullmatch(r"-?[0-9]{1,4}", place)]
        _arrange_lines(form[arguments[0]].entries, verb, places)


def _arrange_lines(entries: list[Any], verb: str, places: list[int]) -> None:
    """Take out the line at the first place, and put it back at the second where it moves."""
    if len(places) != (2 if verb == "move" else 1) or not 0 <= places[0] < len(entries):
        return
    entry = entries.pop(places[0])
    if verb == "move":
        entries.insert(min(max(places[1], 0), len(entries)), entry)


def without_rules(part: Part, do: str) -> Part:
    """The part without a rule that a form from elsewhere gave it: ``free valid``."""
    if not isinstance(part, Question):
        return part
    if do == "free required_when":
        return replace(part, required_when=None)
    if do == "free valid":
        return replace(part, valid=None, valid_text=None)
    if do == "free options":
        return replace(part, options=tuple(replace(option, when=None) for option in part.options))
    return part


def with_pasted(form: PartForm, part: Part) -> Part:
    """The part with the list that was pasted into its form: options, or bands of a number.

    Of an endless list, as many as are refused for being too many.
    """
    pasted = form.pasted.data if isinstance(form, QuestionForm) else ""
    if not pasted or not isinstance(part, Question):
        return part
    if part.kind == "number":
        return replace(part, bands=with_ids([*part.bands, *bands_of(pasted)[:MOST_LINES]]))
    options, said = options_of(pasted)
    filled = [option for option in part.options if option.text]
    ways = tuple(id_ for id_ in NON_ANSWERS if id_ in (*part.non_answers, *said))
    return replace(part, options=with_ids([*filled, *options[:MOST_LINES]]), non_answers=ways)


Arranged = tuple[Questionnaire, str]  # and the part to go on with


def _duplicate(questionnaire: Questionnaire, id_: str) -> Arranged:
    return duplicated(questionnaire, id_) if id_ in questionnaire.by_id else (questionnaire, id_)


def _renew(questionnaire: Questionnaire, id_: str) -> Arranged:
    return renewed(questionnaire, id_) if id_ in questionnaire.by_id else (questionnaire, id_)


def _delete(questionnaire: Questionnaire, id_: str) -> Arranged:
    return without(questionnaire, id_), _neighbour(questionnaire, id_)


def _add(questionnaire: Questionnaire, id_: str) -> Arranged:
    new = Question(free_id(questionnaire, "q"), "single", Text(""), non_answers=NON_ANSWERS)
    return added(questionnaire, [new], after=id_), new.id


def _add_section(questionnaire: Questionnaire, id_: str) -> Arranged:
    grown = section_added(questionnaire, id_)
    [new] = {s.id for s in grown.sections} - {s.id for s in questionnaire.sections}
    return grown, new


ARRANGEMENTS: Mapping[str, Callable[[Questionnaire, str], Arranged]] = {
    "duplicate": _duplicate,
    "renew": _renew,
    "delete": _delete,
    "up": lambda questionnaire, id_: (shifted(questionnaire, id_, -1), id_),
    "down": lambda questionnaire, id_: (shifted(questionnaire, id_, 1), id_),
    "add": _add,
    "section": _add_section,
}


def _neighbour(questionnaire: Questionnaire, id_: str) -> str:
    """What one looks at when this is gone: the question before it, else after, else the start."""
    ids = [question.id for question in questionnaire.questions]
    if id_ not in ids:
        return START
    place = ids.index(id_)
    return (ids[:place][-1:] or ids[place + 1 :][:1] or [START])[0]
