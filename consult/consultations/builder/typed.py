"""Between a part of a questionnaire and the form in which it is typed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any

from consult.consultations.builder.forms import PartForm, QuestionForm, SectionForm, StartForm
from consult.questionnaire.conditions import Row, Rows, expression_of, rows_of
from consult.questionnaire.document import (
    NON_ANSWERS,
    Band,
    Expression,
    Option,
    Question,
    Questionnaire,
    Section,
)
from consult.questionnaire.editing import uses, with_ids
from consult.questionnaire.faults import Fault
from consult.questionnaire.grammar import ExpressionError
from consult.questionnaire.reading import (
    FORMAT,
    read_document,
    read_question,
    read_section,
    write_expression,
    write_part,
)
from consult.questionnaire.text import LANGUAGES, Text

Part = Question | Section | Questionnaire
_FORMS: Mapping[type, type[PartForm]] = {
    Questionnaire: StartForm,
    Section: SectionForm,
    Question: QuestionForm,
}
_TEXTS = ("title", "intro", "thanks", "text", "hint", "valid_text")
_NUMBERS = ("minimum", "maximum", "max_choices", "max_length")
_PLAIN = ("source", "earliest", "latest", "role")
_FLAGS = ("required", "sensitive", "shuffled")


def form_of(part: Part, questionnaire: Questionnaire, mark: str) -> PartForm:
    """The form of a part as it is. Its ``mark`` tells later whether it still is."""
    data: dict[str, Any] = {**_texts(part), "mark": mark}
    if not isinstance(part, Questionnaire):
        data |= _when(part.when, questionnaire)
    if isinstance(part, Question):
        data |= _of_question(part)
    return _FORMS[type(part)](formdata=None, data=data)


def posted_form(part: Part) -> PartForm:
    """The form of a part as it was posted."""
    return _FORMS[type(part)]()


def read(
    form: PartForm, part: Part, questionnaire: Questionnaire
) -> tuple[Part | None, list[Fault]]:
    """The part as it was typed; None where something of it breaks a limit of the document."""
    data = write_part(part) | {
        name: {"es": form[f"{name}_es"].data or "", "en": form[f"{name}_en"].data or ""}
        for name in _TEXTS
        if f"{name}_es" in form and form[f"{name}_es"].raw_data  # else it was not shown
    }
    if isinstance(part, Questionnaire):
        return read_document(data | {"format": FORMAT})
    if not form.is_kept.data:
        try:
            rule = expression_of(_complete(form), questionnaire)
        except ExpressionError as malformed:
            return None, [Fault(malformed.code, where="when")]
        data["when"] = rule and write_expression(rule)
    if isinstance(part, Section):
        return read_section(data)
    assert isinstance(form, QuestionForm)
    return read_question(data | _typed_question(form, part))


def is_half_said(form: PartForm) -> bool:
    """Whether a condition still lacks the answers that it asks for."""
    return len(_complete(form).rows) < len(form.conditions)


def _texts(part: Part) -> dict[str, str]:
    texts = {name: getattr(part, name, None) or Text("") for name in _TEXTS}
    return {
        f"{name}_{language}": getattr(text, language)
        for name, text in texts.items()
        for language in LANGUAGES
    }


def _when(rule: Expression | None, questionnaire: Questionnaire) -> dict[str, Any]:
    rows = rows_of(rule, questionnaire)
    if rows is None:
        return {"is_kept": True}
    lines = [
        {
            "field": row.field,
            "test": row.test,
            "values": list(row.values),
            "value": " ".join(row.values),
        }
        for row in rows.rows
    ]
    return {"join": rows.join, "conditions": lines}


def _complete(form: PartForm) -> Rows:
    """The rows of the form that say something."""
    rows = [
        Row(line["field"], line["test"], tuple(line["values"] or filter(None, [line["value"]])))
        for line in form.conditions.data
    ]
    said = [row for row in rows if row.field and (row.values or "answered" in row.test)]
    return Rows("any" if form.join.data == "any" else "all", tuple(map(_bare, said)))


def _bare(row: Row) -> Row:
    return replace(row, values=()) if "answered" in row.test else row


def _of_question(question: Question) -> dict[str, Any]:
    plain = {
        name: getattr(question, name) if getattr(question, name) is not None else ""
        for name in (*_NUMBERS, *_PLAIN, *_FLAGS, "kind")
    }
    return plain | {
        "non_answers": bool(question.non_answers),
        "options": [_line(option) for option in question.options],
        "rows": [_line(row) for row in question.rows],
        "bands": [_line(band) for band in question.bands],
    }


def _line(line: Option | Band) -> dict[str, Any]:
    shown = {"id": line.id, "es": line.text.es, "en": line.text.en}
    if isinstance(line, Option):
        return shown | {"exclusive": line.exclusive}
    ends = {"minimum": line.minimum, "maximum": line.maximum}
    return shown | {name: "" if end is None else f"{end:f}" for name, end in ends.items()}


def _typed_question(form: QuestionForm, old: Question) -> dict[str, object]:
    """What the form showed of the question; the rest stays as it was."""
    typed: dict[str, object] = {"kind": form.kind.data or old.kind}
    typed |= {name: form[name].data or None for name in _PLAIN if uses(old.kind, name)}
    typed |= {name: form[name].data for name in _FLAGS if uses(old.kind, name)}
    typed |= {name: number(form[name].data) for name in _NUMBERS if uses(old.kind, name)}
    if uses(old.kind, "non_answers"):
        offered = old.non_answers or NON_ANSWERS
        typed["non_answers"] = list(offered) if form.non_answers.data else []
    for name in ("options", "rows"):
        if uses(old.kind, name) and old.kind != "place":
            lines = with_ids([*_options(form[name].data, getattr(old, name))])
            typed[name] = [write_part(line) for line in lines]
    if uses(old.kind, "bands"):
        typed["bands"] = _bands(form.bands.data)
    return typed


def _options(lines: Iterable[Mapping[str, Any]], old: Iterable[Option]) -> Iterator[Option]:
    known = {option.id: option for option in old}
    for line in lines:
        words = Text(line["es"] or "", line["en"] or "")
        if line["id"] or words:
            option = known.get(line["id"], Option("", words))
            yield replace(option, text=words, exclusive=line["exclusive"])


def _bands(lines: Iterable[Mapping[str, Any]]) -> list[dict[str, object]]:
    typed = [line for line in lines if any(line.values())]
    bands = [Band(line["id"] or "", Text(line["es"] or "", line["en"] or "")) for line in typed]
    ends = [{end: number(line[end]) for end in ("minimum", "maximum")} for line in typed]
    return [write_part(band) | end for band, end in zip(with_ids(bands), ends, strict=True)]


def number(typed: str | None) -> Decimal | str | None:
    """A number as people write it; what is none stays as it is, to be refused with the rest."""
    plain = (typed or "").strip().replace(",", ".")
    try:
        return Decimal(plain) if plain else None
    except InvalidOperation:
        return plain
