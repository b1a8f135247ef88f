"""An XLSForm as a questionnaire: what can be asked with its meaning intact, and why not the rest.

Partial by design. Every row that is not taken over leaves a fault with its sheet, row and reason.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import FORMAT, LONGEST_TITLE, read_document
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform.choices import read_choices
from consult.questionnaire.xlsform.columns import read_columns, untagged_language
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import outline
from consult.questionnaire.xlsform.questions import Drafter
from consult.questionnaire.xlsform.scope import Asked, read_scope
from consult.questionnaire.xlsform.walk import Walk
from consult.questionnaire.xlsform.workbook import Sheet, WorkbookError, read_workbook


@dataclass(frozen=True, slots=True)
class XlsformRead:
    """What became of a file. ``questionnaire`` is None where nothing could be imported.

    ``found`` counts the questions of the file, ``imported`` those that would be asked with their
    meaning intact, and ``languages`` are those that the texts are there in.
    """

    questionnaire: Questionnaire | None
    faults: list[Fault]
    found: int = 0
    imported: int = 0
    languages: tuple[Language, ...] = ()


def read_xlsform(content: bytes) -> XlsformRead:
    """Import the bytes of an .xlsx. Never raises: what is wrong is in the faults."""
    try:
        sheets = read_workbook(content, ("survey", "choices", "settings"))
    except WorkbookError as error:
        return XlsformRead(None, [Fault(error.code)])
    if "survey" not in sheets:
        return XlsformRead(None, [Fault("xls_no_survey")])
    return _import(sheets)


def _import(sheets: Mapping[str, Sheet]) -> XlsformRead:
    survey, choices = sheets["survey"], sheets.get("choices", Sheet("choices"))
    settings = _settings(sheets.get("settings", Sheet("settings")))
    untagged = untagged_language(settings.get("default_language", ""), (survey, choices))
    columns, of_survey = read_columns(survey, untagged)
    if "type" not in columns.plain:
        return XlsformRead(None, [Fault("xls_no_type", sheet=survey.name, row=1)])
    choice_columns, of_choices = read_columns(choices, untagged)
    lists, of_lists = read_choices(choices, choice_columns)
    form, of_outline = outline(survey, columns)
    title = _title(settings, untagged)
    asked: dict[str, Asked] = {}
    drafter = Drafter(columns, lists, read_scope(form, columns, asked))
    walk = Walk(form, survey, drafter, title, asked)
    languages = tuple(
        language for language in LANGUAGES if any(used == language for _, used in columns.texts)
    )
    faults = [*of_survey, *of_choices, *of_lists, *of_outline, *walk.faults]
    faults.sort(key=lambda fault: (fault.sheet != survey.name, fault.row or 0))
    if not walk.imported:
        return XlsformRead(None, [Fault("xls_nothing"), *faults], walk.found, 0, languages)
    questionnaire, unreadable = read_document(_document(settings, title, walk))
    imported = walk.imported if questionnaire else 0
    return XlsformRead(questionnaire, [*unreadable, *faults], walk.found, imported, languages)


def _document(
    settings: Mapping[str, str], title: Mapping[str, str], walk: Walk
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "id": unused_id(settings.get("form_id") or "".join(title.values()), ()),
        "title": title,
        "intro": _text(settings, "intro"),
        "thanks": _text(settings, "thanks"),
        "sections": walk.sections,
        "minimum_age": _number(settings.get("consult_minimum_age", "")),
    }


def _title(settings: Mapping[str, str], untagged: Language) -> Mapping[str, str]:
    plain = settings.get("form_title") or settings.get("form_id") or "XLSForm"
    return _text(settings, "title") or {untagged: plain[:LONGEST_TITLE]}


def _settings(sheet: Sheet) -> Mapping[str, str]:
    cells = sheet.rows[0].cells if sheet.rows else {}
    return {header.strip().lower(): text for header, text in cells.items()}


def _number(cell: str) -> int | str | None:
    """The whole number in a cell; what is none is left as it is, for the document to refuse."""
    return int(cell) if cell.isdecimal() and len(cell) < 4 else cell or None


def _text(settings: Mapping[str, str], name: str) -> dict[str, str]:
    found = {language: settings.get(f"consult_{name}_{language}", "") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}
