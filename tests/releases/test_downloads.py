"""Files that are handed out: kept once made, the same for all, made anew of other findings."""

import io
import json
import re
import zipfile

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from consult.app import create_runner
from consult.db import db, writing
from consult.questionnaire.text import LANGUAGES, Text
from consult.releases.downloads.keep import keep_files
from consult.releases.downloads.models import ReleaseFile
from consult.releases.files import FILES
from consult.releases.models import StoredRelease
from consult.tables.findings import Finding
from tests.cast import Visitor
from tests.releases.test_views import OF, ONE, PUBLIC, answer, released

__all__ = ["released"]

FINDING = Finding("safety_night", "", (), Text("La mayoría camina con miedo.", "Most fear."))
KEY = "consult.releases.downloads.keep"


def kept(house: Flask) -> dict[tuple[str, str], bytes]:
    with house.app_context():
        rows = db.session.scalars(db.select(ReleaseFile))
        return {(row.name, row.language): row.body for row in rows}


def stored(house: Flask) -> StoredRelease:
    return db.session.scalars(db.select(StoredRelease)).one()


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_files_are_downloaded_and_repeat(released: Visitor, name: str, language: str) -> None:
    address = f"{ONE}/files/{language}/{name}"
    answer = released.client.get(address)
    stem, _dot, ending = name.partition(".")
    called = name if FILES[name].in_both else f"{stem}-{language}.{ending}"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="c-open-1-{called}"'
    assert answer.headers["Content-Type"] == FILES[name].media_type
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.data == released.client.get(address).data
    assert name != "about.json" or json.loads(answer.data)["release"] == 1


def test_the_workbook_comes_first_and_all_are_offered(released: Visitor) -> None:
    page = released.sees(ONE)
    offered = re.findall(rf'href="{ONE}/files/es/([\w.-]+)"', page)
    assert offered == list(FILES)
    assert offered[0] == "tables.xlsx"
    for name in FILES:
        assert released.client.get(f"{ONE}/files/es/{name}").status_code == 200
    assert f'href="{ONE}/pack?lang=en"' in page


def test_everybody_gets_the_same_bytes(released: Visitor, neighbour: Visitor) -> None:
    for name in ("tables.xlsx", "deck.pptx", "report.docx", "tables.csv"):
        for_staff = released.client.get(f"{ONE}/files/en/{name}").data
        answer = neighbour.client.get(f"{PUBLIC}/1/files/en/{name}")
        assert answer.data == for_staff
        assert "Set-Cookie" not in answer.headers


def test_what_is_no_file_of_a_release_does_not_exist(
    released: Visitor, neighbour: Visitor, stranger: Visitor
) -> None:
    for address in ("files/es/rows.csv", "files/qu/tables.csv"):
        assert released.client.get(f"{ONE}/{address}").status_code == 404
        assert neighbour.client.get(f"{PUBLIC}/1/{address}").status_code == 404
    assert neighbour.client.get(f"{PUBLIC}/2/files/es/tables.csv").status_code == 404
    assert neighbour.client.get("/c/c-draft/results/1/files/es/tables.csv").status_code == 404
    assert stranger.client.get(f"{ONE}/files/es/tables.csv").status_code == 404
    assert stranger.client.get(f"{ONE}/pack").status_code == 404


def test_the_runner_makes_the_release_and_then_its_files(house: Flask, julio: Visitor) -> None:
    answer(house, 120)
    julio.sends(OF)
    with house.app_context():
        assert create_runner(house).work_once()
    both = {(name, "es") for name in FILES} | {
        (name, "en") for name, file in FILES.items() if not file.in_both
    }
    made = kept(house)
    assert set(made) == both
    for name, language in both:
        assert julio.client.get(f"{ONE}/files/{language}/{name}").data == made[name, language]


def test_what_is_kept_is_not_made_again(
    house: Flask, released: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = released.client.get(f"{ONE}/files/es/report.docx").data
    monkeypatch.setattr(f"{KEY}.content", lambda *_: pytest.fail("made again"))
    assert released.client.get(f"{ONE}/files/es/report.docx").data == first


def test_other_findings_make_other_decks_and_reports_alone(
    house: Flask, released: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.app_context():
        keep_files(db.session(), stored(house).id)
    before = kept(house)
    monkeypatch.setattr(f"{KEY}.findings_of", lambda *_: (FINDING,))
    for name in FILES:
        assert released.client.get(f"{ONE}/files/es/{name}").status_code == 200
    after = kept(house)
    changed = {key for key in before if before[key] != after[key]}
    assert changed == {("deck.pptx", "es"), ("report.docx", "es")}
    with zipfile.ZipFile(io.BytesIO(after["report.docx", "es"])) as report:
        assert FINDING.text.es in report.read("word/document.xml").decode()


def test_a_database_that_takes_nothing_more_still_hands_out(
    house: Flask, released: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    monkeypatch.setattr(f"{KEY}._put", full)
    assert released.client.get(f"{ONE}/files/es/tables.csv").status_code == 200
    assert kept(house) == {}


def test_a_file_cut_short_by_a_crash_is_not_there(
    house: Flask, released: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    with house.app_context(), pytest.raises(KeyboardInterrupt), writing() as session:
        session.add(
            ReleaseFile(
                release_id=stored(house).id,
                name="tables.csv",
                language="es",
                made_of="",
                body=b"half",
            )
        )
        session.flush()
        raise KeyboardInterrupt
    assert kept(house) == {}
    assert len(released.client.get(f"{ONE}/files/es/tables.csv").data) > 1000


def test_the_pack_prints_every_question_by_every_breakdown(released: Visitor) -> None:
    page = released.sees(f"{ONE}/pack")
    assert "<svg" in page
    for words in ("Participación voluntaria.", "Quiénes respondieron", "no tiene margen de error"):
        assert words in page
    asked = re.findall(r"<h3>(.*?)</h3>", page)
    assert len(asked) == len(set(re.findall(r'<svg[^>]* aria-labelledby="([^"]+)"', page)))
    style = released.client.get(f"{ONE}/pack.css?lang=es")
    assert style.mimetype == "text/css"
    assert _foot(style.text).startswith("Participación voluntaria: unas 120")


def _foot(style: str) -> str:
    [written] = re.findall(r'@bottom-left \{ content: "(.*?)"', style)
    return "".join(chr(int(sign, 16)) for sign in written.split("\\")[1:])
