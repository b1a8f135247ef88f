"""An XLSForm as a questionnaire: what can be asked with its meaning intact, and why not the rest.

Partial by design. Every row that is not taken over leaves a fault with its sheet, row and reason.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.reading import FORMAT, LONGEST_TITLE, read_document
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform.choices import read_choices
from consult.questionnaire.xlsform.columns import Columns, parted, read_columns
from consult.questionnaire.xlsform.container import WorkbookError
from consult.questionnaire.xlsform.languages import language_of, likely_language, names_another
from consult.questionnaire.xlsform.names import unused_id
from consult.questionnaire.xlsform.outline import outline
from consult.questionnaire.xlsform.prose import Prose
from consult.questionnaire.xlsform.questions import Drafter
from consult.questionnaire.xlsform.rules import Before
from consult.questionnaire.xlsform.scope import Asked, read_scope
from consult.questionnaire.xlsform.walk import Walk
from consult.questionnaire.xlsform.workbook import Sheet, read_workbook


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


def read_xlsform(content: bytes, language: Language | None = None) -> XlsformRead:
    """Import the bytes of an .xlsx. Never raises: what is wrong is in the faults.

    ``language`` is that of texts whose column names none; None: the form's own, else a guess.
    """
    try:
        sheets, faults = read_workbook(content, ("survey", "choices", "settings"))
    except WorkbookError as error:
        return XlsformRead(None, [Fault(error.code, error.params)])
    if "survey" not in sheets:
        return XlsformRead(None, [Fault("xls_no_survey")])
    return _import(sheets, faults, language)


def _import(
    sheets: Mapping[str, Sheet], of_file: list[Fault], language: Language | None
) -> XlsformRead:
    survey, choices = sheets["survey"], sheets.get("choices", Sheet("choices"))
    settings = _settings(sheets.get("settings", Sheet("settings")))
    untagged = language or _untagged(settings.get("default_language", ""), (survey, choices))
    columns, of_survey = read_columns(survey, untagged)
    if "type" not in columns.plain:
        return XlsformRead(None, [Fault("xls_no_type", sheet=survey.name, row=1), *of_file])
    choice_columns, of_choices = read_columns(choices, untagged)
    prose = Prose(ours=any(name.startswith("consult_") for name in settings))
    lists, of_lists = read_choices(choices, choice_columns, prose)
    form, of_outline = outline(survey, columns)
    title = _title(settings, untagged or likely_language(settings.values()))
    asked: dict[str, Asked] = {}
    before = Before(asked, read_scope(form, columns, asked))
    walk = Walk(form, survey, Drafter(columns, lists, prose, before), title)
    languages = _languages(survey, columns)
    faults = [*of_file, *of_survey, *of_choices, *of_lists, *of_outline, *walk.faults]
    faults.sort(key=lambda fault: (fault.sheet != survey.name, fault.row or 0))
    if not walk.sections.documents:
        return XlsformRead(None, [Fault("xls_nothing"), *faults], walk.found, 0, languages)
    questionnaire, unreadable = read_document(_document(settings, title, walk))
    imported = walk.imported if questionnaire else 0
    return XlsformRead(questionnaire, [*unreadable, *faults], walk.found, imported, languages)


def _untagged(default: str, sheets: Iterable[Sheet]) -> Language | None:
    """The language of columns that name none: the form's own, else what the texts look like."""
    if names_another(default):
        return None
    labels = (
        row.get(header)
        for sheet in sheets
        for header in sheet.headers
        if parted(header) == ("label", "")
        for row in sheet.rows
    )
    return language_of(default) or likely_language(labels)


def _languages(survey: Sheet, columns: Columns) -> tuple[Language, ...]:
    """The languages in which at least one row has a text."""
    used = {language for row in survey.rows for language in columns.text(row, "label")}
    return tuple(language for language in LANGUAGES if language in used)


def _document(
    settings: Mapping[str, str], title: Mapping[str, str], walk: Walk
) -> dict[str, object]:
    return {
        "format": FORMAT,
        "id": unused_id(
            settings.get("form_id") or settings.get("id_string") or "".join(title.values()), ()
        ),
        "title": title,
        "intro": _text(settings, "intro"),
        "thanks": _text(settings, "thanks"),
        "sections": walk.sections.documents,
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
    """A text of a form that we wrote; nothing in any other."""
    found = {language: settings.get(f"consult_{name}_{language}", "") for language in LANGUAGES}
    return Prose(ours=True).literal({code: text for code, text in found.items() if text})
