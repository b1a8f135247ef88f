"""Every address: who may open it, what the answer carries, and that opening changes nothing."""

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from consult.db import db
from consult.responses.mixing import keep_keys_ready
from tests.cast import Visitor, house, julio, neighbour, rosa, stranger
from tests.releases.test_views import answer, run

__all__ = ["house", "julio", "neighbour", "rosa", "stranger"]

# What each gets who opens an address: anybody, a facilitator, a coordinator, staff from elsewhere.
TABLE = """
                              neighbour  rosa  julio  stranger  kept
bootstrap.static              200        200   200    200       no-cache
web.static                    200        200   200    200       no-cache
releases.static               200        200   200    200       no-cache
healthz                       200        200   200    200       no-store
readyz                        200        200   200    200       no-store
consultations.first_page      200        200   200    200       no-store
responses.questionnaire       200        200   200    200       no-store
responses.thanks              200        200   200    200       no-store
releases.results              200        200   200    200       no-store
releases.result               200        200   200    200       no-store
security.login                200        302   302    302       no-store
security.change_password      302        200   200    200       no-store
fieldwork.overview            302        200   200    200       no-store
fieldwork.show                302        200   200    404       no-store
fieldwork.confirm_close       302        200   200    404       no-store
field.static                  200        200   200    200       no-cache
field.worker                  302        200   200    200       no-store
field.set_up                  302        200   403    404       no-store
field.tablet                  302        200   403    404       no-store
consultations.new             302        200   403    200       no-store
consultations.show            302        200   200    404       no-store
builder.static                200        200   200    200       no-cache
builder.show                  302        200   403    404       no-store
builder.paste                 302        200   403    404       no-store
builder.from_bank             302        200   403    404       no-store
review.show                   302        200   200    404       no-store
review.try_out                302        200   200    404       no-store
bringing.brought              302        404   403    404       no-store
bringing.download             302        200   200    404       no-store
sharing.static                200        200   200    200       no-cache
sharing.show                  302        200   200    404       no-store
sharing.qr                    302        200   200    404       no-store
sharing.poster                302        200   200    404       no-store
sharing.cards                 302        200   200    404       no-store
sharing.paper                 302        200   200    404       no-store
keying.static                 200        200   200    200       no-cache
keying.script                 302        200   200    200       no-store
keying.show                   302        200   403    404       no-store
settings.static               200        200   200    200       no-cache
settings.show                 302        200   200    404       no-store
settings.edit_districts       302        200   403    404       no-store
settings.find_districts       302        200   200    200       no-store
settings.edit_helplines       302        200   403    404       no-store
people.show                   302        200   200    404       no-store
accounts.join                 404        404   404    404       no-store
coding.static                 200        200   200    200       no-cache
coding.show                   302        200   200    404       no-store
coding.begin                  302        403   404    404       no-store
naming.show                   302        403   404    404       no-store
quotes.show                   302        403   200    404       no-store
releases.overview             302        200   200    200       no-store
releases.of                   302        200   200    404       no-store
releases.rehearsal            302        403   200    404       no-store
releases.people               302        200   200    404       no-store
releases.question             302        200   200    404       no-store
releases.file                 302        200   200    404       no-store
health.show                   302        403   403    200       no-store
"""
ARGUMENTS = {
    "slug": "c-open",
    "number": 1,
    "question": "safety_night",
    "written": "es",
    "name": "tables.csv",
    "kind": "svg",
    "token": "made-up",
    "id_": "made-up",
    "format_": "xlsx",
    "part": "safety_night",
    "open_question": "proposal",
    "code": "t1",
}
FRAMED = ("review.try_out",)  # the phone beside the desk
FILES = {
    "bootstrap.static": "css/bootstrap.min.css",
    "web.static": "look.css",
    "releases.static": "release.css",
    "field.static": "field.css",
    "builder.static": "builder.css",
    "coding.static": "coding.css",
    "sharing.static": "share.css",
    "keying.static": "keying.css",
    "settings.static": "settings.css",
}


@pytest.fixture
def released(house: Flask, julio: Visitor) -> Flask:
    answer(house, 120)
    julio.sends("/staff/consultations/c-open/releases")
    run(house)
    with house.app_context():
        keep_keys_ready(house.extensions["key_ring"])
    return house


def rules(app: Flask, method: str) -> list[Rule]:
    return [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]


def address(app: Flask, rule: Rule) -> str:
    arguments = ARGUMENTS | {"filename": FILES.get(rule.endpoint, "")}
    needed = {name: arguments[name] for name in rule.arguments}
    with app.test_request_context():
        return app.url_for(rule.endpoint, **needed).partition("?")[0]


def expected() -> dict[str, dict[str, str]]:
    header, *rows = (line.split() for line in TABLE.strip().splitlines())
    return {row[0]: dict(zip(header, row[1:], strict=True)) for row in rows}


def everything(app: Flask) -> list[tuple[object, ...]]:
    with app.app_context():
        tables = db.metadata.sorted_tables
        return [tuple(row) for table in tables for row in db.session.execute(select(table))]


def test_who_opens_what_and_what_it_carries(
    released: Flask, neighbour: Visitor, rosa: Visitor, julio: Visitor, stranger: Visitor
) -> None:
    cast = {"neighbour": neighbour, "rosa": rosa, "julio": julio, "stranger": stranger}
    before, table, got = everything(released), expected(), {}
    for rule in rules(released, "GET"):
        got[rule.endpoint] = {}
        for name, visitor in cast.items():
            with visitor.client.get(address(released, rule)) as answer:
                got[rule.endpoint][name] = str(answer.status_code)
                got[rule.endpoint]["kept"] = answer.headers["Cache-Control"]
                assert answer.headers["X-Content-Type-Options"] == "nosniff", rule
                assert answer.headers["Referrer-Policy"] == "no-referrer", rule
                is_framed = rule.endpoint in FRAMED and answer.status_code == 200
                framed_by = "'self'" if is_framed else "'none'"
                policy = answer.headers["Content-Security-Policy"]
                assert f"frame-ancestors {framed_by}" in policy, rule
                assert rule.rule.startswith("/staff/") or "Set-Cookie" not in answer.headers, rule
    assert got == table
    assert everything(released) == before


def test_whatever_changes_something_needs_a_token_or_is_for_residents(
    house: Flask, julio: Visitor
) -> None:
    for rule in rules(house, "POST"):
        if rule.endpoint != "responses.answer":
            assert julio.client.post(address(house, rule)).status_code == 400, rule


def test_other_methods_are_refused(house: Flask, neighbour: Visitor) -> None:
    for rule in rules(house, "GET"):
        for method in ("PUT", "DELETE", "PATCH", "TRACE"):
            answer = neighbour.client.open(address(house, rule), method=method)
            assert answer.status_code in (302, 400, 405), rule
