"""``consult questionnaire``: check a file, convert it."""

import json
from pathlib import Path

import click
from flask_babel import gettext as _

from consult.cli.house import as_json, house
from consult.consultations.publish import in_words
from consult.questionnaire.apart import read_apart
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.file import QuestionnaireFile
from consult.questionnaire.reading import write_document
from consult.questionnaire.text import LANGUAGES, Language
from consult.questionnaire.xlsform import write_xlsform
from consult.web.refusal import Refusal

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False))
_language = click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of texts in an XLSForm that does not say."
)


@click.group()
def questionnaire() -> None:
    """Check and convert questionnaires: XLSForm (.xlsx) or our own (.json).

    Example: consult questionnaire check seguridad.xlsx
    """


@questionnaire.command()
@_file
@_language
@as_json
@house
def check(file: str, language: Language | None, as_json: bool) -> None:
    """Say what is wrong with a file and what would be asked of residents; writes nothing.

    Example: consult questionnaire check seguridad.xlsx --json
    """
    read = read_apart(Path(file).name, Path(file).read_bytes(), language)
    if as_json:
        click.echo(json.dumps(_report(read), ensure_ascii=False))
    else:
        for fault in read.faults:
            click.echo(_line(fault), err=True)
        counts = {"found": read.found, "good": read.imported}
        click.echo(_("%(found)s questions found, %(good)s usable.", **counts))
    if not read.imported:
        raise Refusal(_("Nothing in this file can be asked."))


@questionnaire.command()
@_file
@click.argument("out", type=click.Path(dir_okay=False))
@_language
@house
def convert(file: str, out: str, language: Language | None) -> None:
    """Convert .xlsx to .json or back.

    Example: consult questionnaire convert seguridad.xlsx seguridad.json
    """
    converted = read_file(file, language)
    target = Path(out)
    if target.suffix == ".xlsx":
        target.write_bytes(write_xlsform(converted))
    elif target.suffix == ".json":
        document = write_document(converted)
        target.write_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n", "utf-8")
    else:
        raise Refusal(_("The name must end in .xlsx or .json: %(name)s", name=out))


def read_file(file: str, language: Language | None = None) -> Questionnaire:
    """The questionnaire in a file. Raises Refusal with a line for each error."""
    read = read_apart(Path(file).name, Path(file).read_bytes(), language)
    if read.questionnaire is None:
        errors = tuple(in_words(fault) for fault in read.faults if fault.severity == "error")
        raise Refusal(_("%(file)s cannot be used as a questionnaire.", file=file), errors)
    for fault in read.faults:
        click.echo(_line(fault), err=True)
    return read.questionnaire


def _line(fault: Fault) -> str:
    severities = {"error": _("error"), "warning": _("warning"), "dropped": _("left out")}
    return f"{severities[fault.severity]}: {in_words(fault)}"


def _report(read: QuestionnaireFile) -> dict[str, object]:
    title = read.questionnaire.title if read.questionnaire else None
    return {
        "title": {"es": title.es, "en": title.en} if title else {"es": "", "en": ""},
        "languages": list(read.languages),
        "questions": read.found,
        "imported": read.imported,
        "faults": [_fault(fault) for fault in read.faults],
    }


def _fault(fault: Fault) -> dict[str, object]:
    message = sentence(fault.code, fault.params)
    return {
        "sheet": fault.sheet,
        "row": fault.row,
        "column": fault.column or fault.where,
        "severity": fault.severity,
        "code": fault.code,
        "message": {"es": message.es, "en": message.en},
    }
