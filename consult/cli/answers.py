"""``consult answers``: paper keyed in a spreadsheet, another tool's export, a tablet's queue."""

import json
from pathlib import Path

import click
from flask import current_app
from flask_babel import gettext as _

from consult.accounts.audit import CONSOLE
from consult.cli.consultation import the
from consult.cli.house import as_json, furnished
from consult.consultations.publish import in_words
from consult.db import db, forget, writing
from consult.field.handing_in import hand_in
from consult.questionnaire.faults import Fault
from consult.responses.importing import read, take_in
from consult.web.refusal import Refusal

_MOST_LINES = 200


@click.group()
def answers() -> None:
    """Take in answers that were not given on a phone.

    Example: consult answers import barrio paper.csv
    """


@answers.command("import")
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@click.option("--skip-faulty", is_flag=True, help="Import the good rows and leave out the others.")
@as_json
@furnished
def import_(slug: str, file: str, skip_faulty: bool, as_json: bool) -> None:
    """Import a CSV file whose header names questions. All rows or none, unless told otherwise.

    Example: consult answers import barrio paper.csv --skip-faulty
    """
    bulk = read(the(db.session(), slug), Path(file).read_bytes())
    refused = bool(bulk.faults) and not skip_faulty
    if not refused:
        with writing() as session:
            ring = current_app.extensions["key_ring"]
            take_in(ring, session, CONSOLE, the(session, slug), bulk)
        forget("block")
    imported = 0 if refused else bulk.block.size
    if as_json:
        report = {"imported": imported, "faults": [_fault(fault) for fault in bulk.faults]}
        click.echo(json.dumps(report, ensure_ascii=False))
    else:
        click.echo(_("%(count)s answers imported.", count=imported))
    if refused or not as_json:
        _tell(bulk.faults, refused)


@answers.command()
@click.argument("slug")
@click.argument("file", type=click.Path(exists=True, dir_okay=False))
@as_json
@furnished
def sealed(slug: str, file: str, as_json: bool) -> None:
    """Take in the sealed queue that a tablet saved in a file. Each answer is stored only once.

    Example: consult answers sealed barrio barrio-sealed.jsonl
    """
    the(db.session(), slug)
    handed = hand_in(current_app.extensions["desk"], CONSOLE, slug, Path(file).read_bytes())
    if as_json:
        refused = [{"line": number, "status": case} for number, case in handed.refused]
        report = {"stored": handed.stored, "before": handed.before, "refused": refused}
        click.echo(json.dumps(report))
    else:
        click.echo(str(handed))
    if handed.refused:
        raise Refusal(_("These lines were not taken. Keep the file."), tuple(handed.lines))


def _tell(faults: list[Fault], refused: bool) -> None:
    lines = [in_words(fault) for fault in faults[:_MOST_LINES]]
    if len(faults) > _MOST_LINES:
        lines.append(_("… and %(count)s more.", count=len(faults) - _MOST_LINES))
    if refused:
        raise Refusal(_("Nothing was imported: some rows are at fault."), tuple(lines))
    for line in lines:
        click.echo(line, err=True)


def _fault(fault: Fault) -> dict[str, object]:
    return {"row": fault.row, "column": fault.column, "code": fault.code, "line": in_words(fault)}
