"""Setting up a tablet, and the file that comes back from one."""

import io

import pytest

from consult.accounts.models import AuditEntry
from consult.config import LARGEST_BODY
from consult.consultations.published import find
from consult.db import db, writing
from consult.responses.closing import close_to_answers
from tests.field.conftest import saved

HERE = "/staff/field/c-open"


def hands_in(visitor, content, **form):
    file = (io.BytesIO(content), "c-open-sealed.jsonl")
    return visitor.sends(f"{HERE}/sealed", file=file, **form)


def test_it_is_set_up_from_the_page_of_answers(rosa, julio):
    assert HERE in rosa.sees("/staff/consultations/c-open/answers")
    assert HERE not in julio.sees("/staff/consultations/c-open/answers")
    assert "Preguntar con esta tableta" in rosa.sees(HERE)


@pytest.mark.parametrize("where", ["", "/tablet"])
def test_it_is_for_whoever_may_ask(tablet, rosa, julio, stranger, neighbour, where):
    cast = {rosa: 200, julio: 403, stranger: 404, neighbour: 302}
    for visitor, status in cast.items():
        assert visitor.client.get(HERE + where).status_code == status


def test_before_opening_and_after_closing_nobody_asks(house, rosa):
    assert rosa.client.get("/staff/field/c-draft/tablet").status_code == 302
    close(house)
    assert rosa.client.get(f"{HERE}/tablet").headers["Location"] == HERE
    assert 'id="start"' not in rosa.sees(HERE)


def test_the_questionnaire_runs_its_own_script_and_no_other(rosa, tablet):
    policy = rosa.client.get(f"{HERE}/tablet").headers["Content-Security-Policy"]
    assert policy.count("sha256-") == 3 and "unsafe" not in policy
    assert "connect-src 'self'" in policy and "default-src 'none'" in policy


def test_its_worker_reaches_no_further_than_its_folder(rosa):
    with rosa.client.get("/staff/field/worker.js") as worker:
        assert worker.mimetype == "text/javascript"
        assert worker.headers["Cache-Control"] == "no-store"
        assert "Service-Worker-Allowed" not in worker.headers


def test_a_file_is_taken_in_once(rosa, tablet, waiting):
    content = saved(*(tablet.seals(sex=sex) for sex in "fm"))
    assert hands_in(rosa, content).status_code == 302
    assert "Guardadas ahora: 2. Ya estaban guardadas: 0" in rosa.client.get(HERE).text
    hands_in(rosa, content + saved(tablet.seals(sex="x")))
    assert "Guardadas ahora: 1. Ya estaban guardadas: 2" in rosa.client.get(HERE).text
    assert waiting() == {"assisted": 3}


def test_what_is_refused_is_named_and_holds_nobody_up(rosa, tablet, waiting):
    cut = saved(tablet.seals(sex="f"))[:-9]
    content = b"\n".join(
        (
            saved(tablet.seals(sex="f"), consultation="c-draft").strip(),
            cut,
            b"{}",
            b"\xff[1]",
            b"[" * 9999,
            b"",
            saved(tablet.seals(sex="neither"), tablet.seals(sex="m")),
        )
    )
    page = hands_in(rosa, content).text
    for line in ("1: Es de otra", "2: Está dañada", "3: ", "4: ", "5: ", "7: Algunas de sus"):
        assert f"Línea {line}" in page
    assert "Línea 6" not in page and "Línea 8" not in page
    assert waiting() == {"assisted": 1}


def test_after_closing_what_was_stored_is_known_and_the_rest_is_late(house, rosa, tablet):
    known, late = (saved(tablet.seals(sex="f")) for _ in range(2))
    hands_in(rosa, known)
    close(house)
    page = hands_in(rosa, known + late).text
    assert "Ya estaban guardadas: 1. Rechazadas: 1" in page
    assert "Línea 2: La consulta está cerrada" in page


def test_a_long_day_fits_in_a_file(rosa, tablet, waiting):
    hands_in(rosa, saved(tablet.seals(sex="f")) + b"\n" * 2 * LARGEST_BODY)
    assert waiting() == {"assisted": 1}


def test_no_file_and_too_large_a_file(rosa, waiting, monkeypatch):
    monkeypatch.setattr("consult.accounts.uploads.LARGEST_UPLOAD", 10_000)
    assert "Elegir el archivo." in rosa.sends(f"{HERE}/sealed").text
    assert hands_in(rosa, b"x" * 10_000).status_code == 413
    assert not waiting()


def test_it_is_recorded_in_tens(house, rosa, tablet):
    hands_in(rosa, saved(*(tablet.seals(sex="f") for _ in range(12))))
    with house.app_context():
        entry = db.session.query(AuditEntry).filter_by(verb="answers.sealed").one()
        assert (entry.actor, entry.detail) == ("rosa@example.org", '{"at least":10}')


def close(house):
    with house.app_context(), writing() as session:
        close_to_answers(session, "test", find(session, "c-open"), house.config["CLOCK"]())
