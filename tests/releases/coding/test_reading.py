"""Reading open answers: one at a time, at random, marked, and traced nowhere."""

import pytest
from flask import Flask

from consult.accounts.models import AuditEntry
from consult.db import db
from consult.releases.coding.models import Coding, Theme
from tests.cast import Visitor, check
from tests.releases.coding.scene import (
    ONE,
    SAID,
    TEXTS,
    THEMES,
    Page,
    adds,
    begins,
    reads_everything,
    saves,
    write,
)


def codings(house: Flask) -> list[list[str]]:
    with house.app_context():
        return sorted(row.themes for row in db.session.scalars(db.select(Coding)))


def test_every_text_is_read_once_and_gets_its_themes(written: Flask, julio: Visitor) -> None:
    adds(julio, "Iluminación", "Lighting", "luz, alumbrado")
    assert "Quedan pocas por leer." in julio.sees(THEMES)
    assert sorted(reads_everything(julio, "t1")) == sorted(SAID)
    assert codings(written) == [["t1"]] * 3
    assert "No queda ninguna por leer." in julio.sees(THEMES)
    assert "Los resultados que se hagan ahora llevan sus temas." in julio.sees(TEXTS)


def test_it_is_drawn_at_random(written: Flask, julio: Visitor) -> None:
    write(written, 40, [f"texto {number}" for number in range(40)])
    assert len({begins(julio).text for _time in range(12)}) > 3


def test_what_is_likely_personal_is_marked_with_a_word(written: Flask, julio: Visitor) -> None:
    write(written, 20, ["marca"] * 0)
    page = begins(julio)
    while "949123456" not in page.text:
        page = Page(julio.sends(ONE, text=page.id, again="", skip="1"))
    assert "<mark>949123456<small> teléfono</small></mark>" in page.source
    assert "<mark>rosa<small> nombre</small></mark>" in page.source
    assert "llamen a doña [nombre] al [teléfono]" in page.source  # proposed as a quote
    assert "84 de cada 100" in page.source


def test_a_keyword_suggests_and_ticks_nothing(written: Flask, julio: Visitor) -> None:
    adds(julio, "Iluminación", "Lighting", "luz")
    adds(julio, "Trabajo", "Work", "trabaj")
    page = begins(julio)
    expected = {"light": "luz" in page.text, "work": "trabajo" in page.text.lower()}
    labels = page.source.split('<div class="form-check">')[1:]
    assert {
        "light": "sugerido" in labels[0],
        "work": "sugerido" in labels[1],
    } == expected
    assert " checked" not in page.source


def test_a_skipped_one_comes_back_later(written: Flask, julio: Visitor) -> None:
    page = begins(julio)
    other = Page(julio.sends(ONE, text=page.id, again="", skip="1"))
    assert other.text != page.text
    assert codings(written) == []
    assert sorted(reads_everything(julio, "none")) == sorted(SAID)


@pytest.mark.parametrize("themes", [(), ("none", "t1"), ("t9",)])
def test_somebody_decides(written: Flask, julio: Visitor, themes: tuple[str, ...]) -> None:
    adds(julio, "Iluminación")
    page = begins(julio)
    answer = saves(julio, page, *themes, quote_en="kept")
    assert "Marque los temas de esta respuesta" in answer.text
    assert Page(answer).text == page.text
    assert "kept" in answer.text
    assert codings(written) == []


def test_a_theme_can_be_added_while_reading(written: Flask, julio: Visitor) -> None:
    page = begins(julio)
    assert "Alumbrado" in saves(julio, page, new_es="Alumbrado", new_en="Lighting").text
    assert codings(written) == [["t1"]]


def test_themes_are_given_anew_until_results_print_them(written: Flask, julio: Visitor) -> None:
    adds(julio, "Iluminación")
    reads_everything(julio, "none")
    page = begins(julio, again="1")
    assert "Leída antes" in page.source
    saves(julio, page, "t1")
    assert codings(written) == [[], [], ["t1"]]


def test_of_two_who_read_the_same_the_first_decides(
    written: Flask, julio: Visitor, ana: Visitor
) -> None:
    adds(julio, "Iluminación")
    page = begins(julio)
    saves(ana, page, "none")
    answer = saves(julio, page, "t1")
    assert "Otra persona acaba de leer esta respuesta" in answer.text
    assert codings(written) == [[]]


def test_themes_are_renamed_and_merged(written: Flask, julio: Visitor) -> None:
    adds(julio, "Iluminación", keywords="luz")
    adds(julio, "Alumbrado", keywords="poste")
    reads_everything(julio, "t1", "t2")
    form = {"t1-name_es": "Luz", "t1-name_en": "Light", "t1-keywords": "luz"}
    julio.sends(f"{THEMES}/t1", **form)
    julio.sends(f"{THEMES}/t2/merge", into="t1")
    assert codings(written) == [["t1"]] * 3
    with written.app_context():
        (theme,) = db.session.scalars(db.select(Theme))
        assert (theme.name_es, theme.keywords) == ("Luz", ["luz", "poste"])


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "Escriba el nombre del tema"),
        ("ILUMINACION", "Ya hay un tema con ese nombre"),
        ("Carlos Quispe vende", "no nombre a nadie"),
        ("x" * 121, "No se guardó nada"),
    ],
)
def test_what_is_no_theme(written: Flask, julio: Visitor, name: str, says: str) -> None:
    adds(julio, "Iluminación")
    answer = adds(julio, name, keywords="kept")
    assert says in answer.text
    assert "kept" in answer.text


@pytest.mark.parametrize(
    "said",
    [
        "<script>alert(1)</script><b>x",
        "\"'><img src=x onerror=alert(1)>",
        "שלום עולם مرحبا",
        "😀" * 500,
        "a\n\nb\tc  d",
        "palabra " * 1250,
    ],
)
def test_whatever_was_written_is_shown_as_it_is(written: Flask, julio: Visitor, said: str) -> None:
    reads_everything(julio, "none")
    write(written, 20, [said])
    answer = julio.sends(ONE, begin="1")
    check(answer, "es")
    assert Page(answer).text == said
    assert "<img src=x" not in answer.text


def test_reading_leaves_a_record_and_no_text(written: Flask, julio: Visitor) -> None:
    page = begins(julio)
    saves(julio, page, "none")
    with written.app_context():
        entries = db.session.scalars(db.select(AuditEntry)).all()
        (read,) = [entry for entry in entries if entry.verb == "texts.read"]
        assert (read.actor, read.object) == ("julio@example.org", "c-text")
        everything = " ".join(f"{e.verb} {e.object} {e.detail}" for e in entries)
    assert not any(word in everything for word in ("rosa ", "949", "parque", page.id))


def test_no_address_and_no_log_holds_a_text(
    written: Flask, julio: Visitor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    page = begins(julio)
    assert "action=" not in page.source.split('id="reading"')[1].split("</form>")[0]
    saves(julio, page)
    assert page.text not in caplog.text
    assert page.id not in caplog.text
    assert julio.client.get(THEMES).status_code == 200
    assert page.text not in julio.client.get(THEMES).text


def test_who_may_read(
    written: Flask, julio: Visitor, rosa: Visitor, stranger: Visitor, neighbour: Visitor
) -> None:
    text = begins(julio).id
    for visitor, status in ((rosa, 403), (stranger, 404)):
        assert visitor.client.get(THEMES).status_code == status
        for form in ({"begin": "1"}, {"text": text, "skip": "1"}):
            assert visitor.sends(ONE, **form).status_code == status
    assert "Coordinadoras y coordinadores leen" in rosa.sees(TEXTS)
    assert neighbour.client.get(THEMES).status_code == 302


def test_a_text_of_somewhere_else_is_not_given_out(written: Flask, julio: Visitor) -> None:
    page = begins(julio)
    for forged in ("", "zz", "00" * 16, page.id[:-2]):
        answer = julio.sends(ONE, text=forged, skip="1")
        assert answer.status_code == 302
    assert julio.client.get(f"{TEXTS}/crime_trend").status_code == 404


def test_a_damaged_text_can_be_passed(written: Flask, julio: Visitor) -> None:
    reads_everything(julio, "none")
    write(written, 20, ["dañado"])
    with written.app_context():
        from consult.responses.models import OpenText

        row = db.session.scalars(
            db.select(OpenText).where(OpenText.id.not_in(db.select(Coding.text_id)))
        ).one()
        row.sealed = row.sealed[:-1] + bytes([row.sealed[-1] ^ 1])
        db.session.commit()
    page = begins(julio)
    assert "Esta respuesta está dañada" in page.source
    assert saves(julio, page, "none").status_code == 302
