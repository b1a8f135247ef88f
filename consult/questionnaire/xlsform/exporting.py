"""A questionnaire as an XLSForm that other tools open, and that comes back with its meaning."""

import io
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

import xlsxwriter

from consult.questionnaire.document import ADULT, Band, Option, Question, Questionnaire, Section
from consult.questionnaire.shipped import TRUJILLO
from consult.questionnaire.text import Text
from consult.questionnaire.wording import NON_ANSWER_WORDS
from consult.questionnaire.xlsform.formulas import constraint, relevant
from consult.questionnaire.xlsform.names import name_for

Cells = Mapping[str, str]
_LABEL = {"es": "label::Español (es)", "en": "label::English (en)"}
_HINT = {"es": "hint::Español (es)", "en": "hint::English (en)"}
_SURVEY = (
    *("type", "name", *_LABEL.values(), *_HINT.values(), "required", "relevant", "constraint"),
    *("appearance", "consult_kind", "consult_role", "consult_sensitive", "consult_source"),
    *("consult_non_answers", "consult_bands"),
)
_CHOICES = ("list_name", "name", *_LABEL.values(), "consult_minimum", "consult_maximum")
_TYPES = {
    "single": "select_one",
    "scale": "select_one",
    "place": "select_one",
    "multiple": "select_multiple",
    "ranking": "rank",
    "text": "text",
    "date": "date",
    "note": "note",
}


def write_xlsform(questionnaire: Questionnaire) -> bytes:
    """The bytes of an .xlsx; the same for the same questionnaire."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - never the true time
        _write(book, "survey", _SURVEY, _survey(questionnaire))
        _write(book, "choices", _CHOICES, _choices(questionnaire))
        settings = _settings(questionnaire)
        _write(book, "settings", tuple(settings), [settings])
    return file.getvalue()


def _write(
    book: xlsxwriter.Workbook, name: str, headers: tuple[str, ...], rows: Iterable[Cells]
) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, headers)
    for number, cells in enumerate(rows, start=1):
        for column, header in enumerate(headers):
            sheet.write_string(number, column, cells.get(header, ""))


def _settings(questionnaire: Questionnaire) -> dict[str, str]:
    prose = {"title": questionnaire.title, "intro": questionnaire.intro}
    prose["thanks"] = questionnaire.thanks
    youngest = questionnaire.minimum_age
    return {
        "form_title": questionnaire.title.es or questionnaire.title.en,
        "form_id": questionnaire.id,
        "default_language": "Español (es)",
        **{f"consult_{name}_es": text.es for name, text in prose.items()},
        **{f"consult_{name}_en": text.en for name, text in prose.items()},
        **({"consult_minimum_age": str(youngest)} if youngest < ADULT else {}),
    }


def _survey(questionnaire: Questionnaire) -> Iterator[Cells]:
    for section in questionnaire.sections:
        yield _group(section, questionnaire)
        for question in section.questions:
            if question.kind == "grid":
                yield from _grid(question, questionnaire)
            else:
                yield _question(question, questionnaire)
        yield {"type": "end_group"}


def _group(section: Section, questionnaire: Questionnaire) -> Cells:
    when = relevant(section.when, questionnaire)
    group = {"type": "begin_group", "name": name_for(section.id), "relevant": when}
    return group | _texts(_LABEL, section.title)


def _question(question: Question, questionnaire: Questionnaire) -> Cells:
    kind = question.kind if question.kind in ("scale", "place") else ""
    cells = {"type": _type(question), "required": _yes(question.required), "consult_kind": kind}
    return _of_every_kind(question, questionnaire) | cells


def _grid(question: Question, questionnaire: Questionnaire) -> Iterator[Cells]:
    begin = {"type": "begin_group", "appearance": "table-list"}
    yield _of_every_kind(question, questionnaire) | begin
    for row in question.rows:
        yield {
            "type": f"select_one {name_for(question.id)}",
            "name": name_for(f"{question.id}.{row.id}"),
            "required": _yes(question.required),
            **_texts(_LABEL, row.text),
        }
    yield {"type": "end_group"}


def _of_every_kind(question: Question, questionnaire: Questionnaire) -> dict[str, str]:
    return {
        "name": name_for(question.id),
        "relevant": relevant(question.when, questionnaire),
        "constraint": constraint(question),
        "consult_role": question.role or "",
        "consult_sensitive": _yes(question.sensitive),
        "consult_source": question.source,
        "consult_non_answers": " ".join(question.non_answers),
        "consult_bands": f"{name_for(question.id)}_bands" if question.bands else "",
        **_texts(_LABEL, question.text),
        **(_texts(_HINT, question.hint) if question.hint else {}),
    }


def _type(question: Question) -> str:
    if question.kind == "number":
        limits = [question.minimum, question.maximum]
        limits += [end for band in question.bands for end in (band.minimum, band.maximum)]
        return "decimal" if any(end is not None and end % 1 for end in limits) else "integer"
    type_ = _TYPES[question.kind]
    chooses = type_ in ("select_one", "select_multiple", "rank")
    return f"{type_} {name_for(question.id)}" if chooses else type_


def _choices(questionnaire: Questionnaire) -> Iterator[Cells]:
    for question in questionnaire.questions:
        name = name_for(question.id)
        places = TRUJILLO if question.kind == "place" else ()
        options = question.options or places
        yield from (_choice(name, option) for option in options)
        if options:
            for id_ in question.non_answers:
                yield _choice(name, Option(id_, NON_ANSWER_WORDS[id_]))
        yield from (_band(f"{name}_bands", band) for band in question.bands)


def _choice(list_name: str, option: Option) -> Cells:
    return {"list_name": list_name, "name": option.id, **_texts(_LABEL, option.text)}


def _band(list_name: str, band: Band) -> Cells:
    ends = {"consult_minimum": band.minimum, "consult_maximum": band.maximum}
    limits = {header: f"{end:f}" for header, end in ends.items() if end is not None}
    return {"list_name": list_name, "name": band.id, **_texts(_LABEL, band.text), **limits}


def _texts(headers: Mapping[str, str], text: Text) -> dict[str, str]:
    return {headers["es"]: text.es, headers["en"]: text.en}


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
