"""A questionnaire as an XLSForm that other tools open, and that comes back with its meaning."""

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

import xlsxwriter

from consult.questionnaire.document import ADULT, Question, Questionnaire, Section
from consult.questionnaire.reading import write_part
from consult.questionnaire.xlsform.formulas import constraint, relevant
from consult.questionnaire.xlsform.lists import Cells, Lists, given_back
from consult.questionnaire.xlsform.names import name_for
from consult.questionnaire.xlsform.prose import escaped
from consult.questionnaire.xlsform.sealed import COLUMN, seal
from consult.questionnaire.xlsform.wording import HINT, LABEL, MESSAGE, label, texts

_SURVEY = (
    *("type", "name", *LABEL.values(), *HINT.values(), "required", "relevant", "constraint"),
    *(*MESSAGE.values(), "choice_filter", "appearance", "parameters"),
    *("consult_kind", "consult_role", "consult_sensitive", "consult_source"),
    *("consult_non_answers", "consult_bands", "consult_list", COLUMN),
)
_CHOICES = (
    "list_name",
    "name",
    *LABEL.values(),
    "consult_if",
    "consult_minimum",
    "consult_maximum",
)
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
_UNSAID = ("scale", "place")  # kinds that XLSForm writes like another


def write_xlsform(questionnaire: Questionnaire) -> bytes:
    """The bytes of an .xlsx; the same for the same questionnaire."""
    lists = Lists(questionnaire)
    survey = list(_survey(questionnaire, lists))
    settings = _settings(questionnaire)
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - never the true time
        _write(book, "survey", _SURVEY, survey)
        _write(book, "choices", _CHOICES, lists.rows)
        _write(book, "settings", tuple(settings), [settings])
    return file.getvalue()


def _write(
    book: xlsxwriter.Workbook, name: str, headers: tuple[str, ...], rows: Iterable[Cells]
) -> None:
    rows = list(rows)
    all_headers = list(dict.fromkeys([*headers, *(header for row in rows for header in row)]))
    sheet = book.add_worksheet(name)
    sheet.write_row(0, 0, all_headers)
    for number, cells in enumerate(rows, start=1):
        for column, header in enumerate(all_headers):
            sheet.write_string(number, column, cells.get(header, ""))


def _settings(questionnaire: Questionnaire) -> Cells:
    prose = {"title": questionnaire.title, "intro": questionnaire.intro}
    prose["thanks"] = questionnaire.thanks
    youngest = questionnaire.minimum_age
    return {
        "form_title": escaped(questionnaire.title.es or questionnaire.title.en),
        "form_id": questionnaire.id,
        "default_language": "Español (es)",
        "allow_choice_duplicates": "yes",
        **{f"consult_{name}_es": escaped(text.es) for name, text in prose.items()},
        **{f"consult_{name}_en": escaped(text.en) for name, text in prose.items()},
        **({"consult_minimum_age": str(youngest)} if youngest < ADULT else {}),
    }


def _survey(questionnaire: Questionnaire, lists: Lists) -> Iterator[Cells]:
    for section in questionnaire.sections:
        yield _group(section, questionnaire)
        for question in section.questions:
            cells = _question(question, questionnaire, lists)
            yield cells
            if question.kind == "grid":
                yield from _rows(question, cells, lists)
        yield {"type": "end_group"}


def _group(section: Section, questionnaire: Questionnaire) -> Cells:
    cells = {"type": "begin_group", "name": name_for(section.id)}
    cells |= {"relevant": relevant(section.when, questionnaire), **texts(LABEL, section.title)}
    return _sealed(cells, section) | given_back(section.columns)


def _question(question: Question, questionnaire: Questionnaire, lists: Lists) -> Cells:
    is_grid = question.kind == "grid"
    list_name = lists.name_of(question)
    columns = dict(question.columns or {})
    looks = _grid_looks(question) if is_grid else columns.pop("appearance", "")
    cells = {
        "type": "begin_group" if is_grid else _type(question, list_name),
        "name": name_for(question.id),
        "relevant": relevant(question.when, questionnaire),
        "appearance": looks if "${" not in looks else "",
        "consult_kind": _kind(question, list_name),
        "consult_role": question.role or "",
        "consult_sensitive": _yes(question.sensitive),
        "consult_source": escaped(question.source),
        "consult_non_answers": " ".join(question.non_answers),
        "consult_bands": lists.bands_of(question),
        **label(question.text),
        **texts(HINT, question.hint),
        **texts(MESSAGE, question.valid_text),
    }
    if is_grid:
        cells["consult_list"] = list_name
    elif question.kind != "note":
        cells |= _of_the_answer(question, questionnaire, list_name, lists)
    return _sealed(cells, question) | given_back(columns)


def _of_the_answer(
    question: Question, questionnaire: Questionnaire, list_name: str, lists: Lists
) -> Cells:
    required = _yes(question.required) or relevant(question.required_when, questionnaire)
    return {
        "required": required,
        "constraint": constraint(question, questionnaire),
        "choice_filter": lists.filter_of(question) if list_name else "",
        "parameters": "randomize=true" if question.shuffled and list_name else "",
    }


def _rows(question: Question, grid: Cells, lists: Lists) -> Iterator[Cells]:
    for row in question.rows:
        yield {
            "type": f"select_one {grid['consult_list']}" if grid["consult_list"] else "text",
            "name": name_for(f"{question.id}.{row.id}"),
            "required": _yes(question.required),
            "choice_filter": lists.filter_of(question) if grid["consult_list"] else "",
            **label(row.text),
            **given_back(row.columns),
        }
    yield {"type": "end_group"}


def _grid_looks(question: Question) -> str:
    """Other tools have no table whose options depend on an answer, but may ask it on one page."""
    return "field-list" if any(option.when for option in question.options) else "table-list"


def _sealed(cells: Cells, part: Section | Question) -> Cells:
    sealed = seal(cells, write_part(part))
    return cells | ({COLUMN: sealed} if sealed else {})


def _type(question: Question, list_name: str) -> str:
    if question.kind == "number":
        limits = [question.minimum, question.maximum]
        limits += [end for band in question.bands for end in (band.minimum, band.maximum)]
        return "decimal" if any(end is not None and end % 1 for end in limits) else "integer"
    type_ = _TYPES[question.kind]
    if type_ not in ("select_one", "select_multiple", "rank"):
        return type_
    return f"{type_} {list_name}" if list_name else "text"  # nothing to choose from yet


def _kind(question: Question, list_name: str) -> str:
    unsaid = question.kind in _UNSAID or question.kind == "grid"
    chooses = _TYPES.get(question.kind, "").partition("_")[0] in ("select", "rank")
    return question.kind if unsaid or (chooses and not list_name) else ""


def _yes(flag: bool) -> str:
    return "yes" if flag else ""
