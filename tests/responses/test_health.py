"""A page for operators on which nobody is seen answering."""

import re
import threading
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from consult.accounts.staff import add_staff, ensure_programme
from consult.app import create_runner
from consult.db import writing
from consult.jobs.models import RunnerSign
from consult.responses.health import ACCEPTED, AGAIN, NO_END, REFUSALS
from consult.responses.views import STATUS
from tests.cast import PASSWORD, Visitor
from tests.conftest import Clock
from tests.releases.test_browser import SCREENS, Quiet, look
from tests.responses.test_views import FORM, GOOD, body, new_id

HEALTH = "/staff/health"


@pytest.fixture
def admin(house: Flask) -> Visitor:
    with house.app_context(), writing() as session:
        programme = ensure_programme(session, "Trujillo", "Trujillo")
        add_staff(session, "carmen@example.org", ["admin"], PASSWORD, programme)
    return Visitor(house).signs_in("carmen@example.org")


def count(house: Flask, **cases: int) -> None:
    for case, number in cases.items():
        for _ in range(number):
            house.extensions["counters"].count(case)


def as_json(visitor: Visitor) -> dict[str, Any]:
    answer = visitor.client.get(HEALTH, headers={"Accept": "application/json"})
    assert answer.status_code == 200
    return answer.get_json()


def shown(page: str) -> dict[str, str]:
    """The rows of its tables, by their first words."""
    rows = re.findall(r'<th scope="row">(.*?)</th><td class="count text-nowrap">(.*?)</td>', page)
    return {name.partition(",")[0]: figure for name, figure in rows}


def test_only_operators_see_it_and_are_led_to_it(
    house: Flask, admin: Visitor, rosa: Visitor, julio: Visitor
) -> None:
    assert HEALTH in admin.sees("/staff/")
    for other in (rosa, julio):
        other.sees(HEALTH, 403)
        assert HEALTH not in other.sees("/staff/")
    assert Visitor(house).client.get(HEALTH).status_code == 302


def test_figures_are_counted_down_to_tens(house: Flask, admin: Visitor) -> None:
    count(house, stored=1239, retried=9, invalid=20, malformed=11, retry=30)
    page = shown(admin.sees(HEALTH))
    assert page["guardadas"] == "1,230 o más"
    assert page["reenviadas por un teléfono"] == "menos de 10"
    assert page["con errores"] == "20 o más"
    assert page["dañadas o cortadas en el camino"] == "10 o más"
    assert "después del cierre" not in page
    assert page["no recibidas"] == "menos de 10"
    told = as_json(admin)["answers"]
    assert (told["accepted"], told["retried"]) == (1230, 0)
    assert {case: n for case, n in told["refused"].items() if n} == {
        "invalid": 20, "malformed": 10, "retry": 30
    }  # fmt: skip


def test_who_sends_nine_answers_does_not_see_the_tenth_come(
    house: Flask, admin: Visitor, clock: Clock
) -> None:
    count(house, stored=9)
    assert as_json(admin)["answers"]["accepted"] == 0
    count(house, stored=1)
    clock.pass_(minutes=9, seconds=59)
    assert as_json(admin)["answers"]["accepted"] == 0
    clock.pass_(seconds=1)
    assert as_json(admin)["answers"]["accepted"] == 10
    count(house, stored=10)
    clock.pass_(days=-400)  # a clock that was put right holds nothing for ever
    assert as_json(admin)["answers"]["accepted"] == 20


def test_every_case_of_a_submission_has_a_word(house: Flask) -> None:
    known = {ACCEPTED, AGAIN, *NO_END, *REFUSALS}
    assert set(STATUS) | {"retried"} == known


def test_answers_that_really_come_are_counted(house: Flask, admin: Visitor, clock: Clock) -> None:
    client = house.test_client()
    for _ in range(10):
        sent = body(GOOD, _id=new_id())
        for _twice in range(2):
            assert client.post("/c/c-open", data=sent, content_type=FORM).status_code == 303
        assert client.post("/c/c-open", data=sent, content_type="text/plain").status_code == 415
    told = as_json(admin)["answers"]
    assert (told["accepted"], told["retried"], told["waiting"]) == (10, 10, 10)
    assert told["refused"]["wrong_type"] == 10
    commits = house.extensions["writer"]
    assert told["per_commit"] == round(
        commits.committed // 10 * 10 / (commits.batches // 10 * 10), 1
    )


def test_times_are_told_by_the_hour(house: Flask, admin: Visitor, clock: Clock) -> None:
    began = as_json(admin)["since"]
    assert datetime.fromisoformat(began) == clock().replace(minute=0)
    assert "entre las 10:00 y las 10:59" in admin.sees(HEALTH)  # of Lima


def test_work_in_the_background_is_told_with_its_failure(
    house: Flask, admin: Visitor, clock: Clock
) -> None:
    assert "Todavía no le toca" in admin.sees(HEALTH)
    runner = create_runner(house)
    with house.app_context():
        for chore in runner._chores:
            runner._do(chore)
    good = as_json(admin)["chores"]
    hour = clock().replace(minute=0).isoformat()
    assert good == {
        "mixing": {"hour": hour, "fresh": True, "failure": ""},
        "days": {"hour": hour, "fresh": True, "failure": ""},
        "purge": {"hour": None, "fresh": False, "failure": ""},  # it watches the clock first
    }
    with house.app_context(), writing() as session:
        session.add(RunnerSign(name="purge", hour=None, failure="SQLITE_FULL"))
    clock.pass_(hours=3)
    assert as_json(admin)["chores"]["mixing"]["fresh"] is False
    assert "Desde entonces falló: SQLITE_FULL." in admin.sees(HEALTH)


def test_it_says_that_nothing_can_be_stored(house: Flask, admin: Visitor) -> None:
    house.extensions["ready"].fresh_for = 0
    assert "Listo para respuestas" in admin.sees(HEALTH)
    folder = house.extensions["key_ring"].folder
    folder.rename(folder.with_name("elsewhere"))
    folder.touch()
    assert "No guarda respuestas" in admin.sees(HEALTH)
    assert as_json(admin)["ready"] is False


@pytest.fixture
def served(house: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, house, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.browser
@pytest.mark.parametrize("furnished_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("screen", SCREENS)
def test_it_is_sound_on_every_screen(
    house: Flask, admin: Visitor, served: str, browser: Browser, screen: str
) -> None:
    count(house, stored=123_456, invalid=1234)
    width, height = SCREENS[screen]
    with browser.new_context(viewport={"width": width, "height": height}) as context:
        staff = admin.client.get_cookie("staff", path="/staff/")
        assert staff is not None
        context.add_cookies([{"name": "staff", "value": staff.value, "url": f"{served}/staff/"}])
        page = context.new_page()
        look(page, served, HEALTH, width)
        assert page.locator("h1").inner_text() == "Health"
