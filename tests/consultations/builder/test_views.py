"""Writing a questionnaire without a script: what is saved, refused, undone, never overwritten."""

import re
from dataclasses import replace
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from consult.consultations.builder.drafting import START, draft_of, keep
from consult.consultations.by_slug import the_same
from consult.consultations.models import Version
from consult.db import db, writing
from consult.questionnaire.document import NON_ANSWERS, Option
from consult.questionnaire.editing import added, replaced
from consult.questionnaire.text import Text
from consult.responses.models import Pending
from tests.cast import Visitor
from tests.consultations.builder.conftest import HERE, Form, Writer, at
from tests.stage import Clock

PARTS = [START, "you", "district", "sex", "safety_night", "victim"]


@pytest.mark.parametrize("part", PARTS)
def test_every_part_has_its_page_and_saving_it_untouched_changes_nothing(
    desk: Writer, part: str
) -> None:
    desk.visitor.sees(f"{HERE}/builder/{part}")
    before = desk.draft()
    assert at(desk.types(part)) == part
    assert desk.draft() == before


def test_who_may_not_write_does_not(julio: Visitor, stranger: Visitor, neighbour: Visitor) -> None:
    for address in ("builder", "builder/sex", "bank", "paste"):
        assert julio.client.get(f"{HERE}/{address}").status_code == 403
        assert stranger.client.get(f"{HERE}/{address}").status_code == 404
        assert neighbour.client.get(f"{HERE}/{address}").status_code == 302
    for address in ("builder/sex", "builder", "order", "undo", "bank", "paste", "publish"):
        assert julio.sends(f"{HERE}/{address}").status_code == 403
        assert stranger.sends(f"{HERE}/{address}").status_code == 404


def test_words_options_and_switches_are_saved(desk: Writer) -> None:
    form = desk.opens("sex")
    last = max(int(number) for number in re.findall(r"options-(\d+)-es", " ".join(form)))
    form |= {f"options-{last}-es": ["Otra"], f"options-{last}-en": ["Other"]}
    form["options-0-es"] = ["Soy mujer"]
    form |= {"text_en": ["How do you see yourself?"], "sensitive": ["y"], "role": [""]}
    del form["non_answers"]
    at(desk.sends("sex", form))
    sex = desk.draft().by_id["sex"]
    assert sex.options[0].text == Text("Soy mujer", "Woman")
    assert (sex.options[0].id, sex.options[-1].id) == ("f", "otra")
    assert (sex.text.en, sex.sensitive, sex.role) == ("How do you see yourself?", True, None)
    assert sex.non_answers == ()


def test_the_start_and_a_section_are_parts_too(desk: Writer) -> None:
    at(desk.types(START, title_es="Otro título", thanks_en="Thanks!"))
    at(desk.types("you", title_es="De usted"))
    draft = desk.draft()
    assert (draft.title.es, draft.thanks.en) == ("Otro título", "Thanks!")
    assert draft.sections[0].title.es == "De usted"
    assert "Otro título" in desk.visitor.sees("/staff/")


@pytest.mark.parametrize(
    ("do", "expected"),
    [
        ("drop options 0", ["m", "x"]),
        ("move options 0 2", ["m", "x", "f"]),
        ("move options 2 0", ["x", "f", "m"]),
        ("move options 0 -1", ["f", "m", "x"]),
        ("drop options 99", ["f", "m", "x"]),
        ("drop nothing 0", ["f", "m", "x"]),
        ("move options", ["f", "m", "x"]),
        ("<script>", ["f", "m", "x"]),
    ],
)
def test_lines_are_moved_and_removed_by_buttons(desk: Writer, do: str, expected: list[str]) -> None:
    at(desk.types("sex", do=do))
    assert [option.id for option in desk.draft().by_id["sex"].options] == expected


def test_a_pasted_list_becomes_options(desk: Writer) -> None:
    at(desk.types("sex", pasted="1. Una más\tOne more\n- No sé", do="paste"))
    sex = desk.draft().by_id["sex"]
    assert sex.options[-1].text == Text("Una más", "One more")
    assert set(sex.non_answers) == set(NON_ANSWERS)


@pytest.mark.parametrize(
    ("do", "onward", "order"),
    [
        ("up", "sex", ["sex", "district", "age", "sector"]),
        ("down", "sex", ["district", "age", "sex", "sector"]),
        ("duplicate", "sex_2", ["district", "sex", "sex_2", "age", "sector"]),
        ("delete", "district", ["district", "age", "sector"]),
    ],
)
def test_a_question_is_moved_doubled_and_deleted(
    desk: Writer, do: str, onward: str, order: list[str]
) -> None:
    assert at(desk.types("sex", do=do)) == onward
    assert [question.id for question in desk.draft().sections[0].questions] == order


def test_questions_and_sections_are_added_behind_what_is_in_hand(desk: Writer) -> None:
    new = at(desk.presses("builder", do="add", after="district"))
    added = desk.draft().sections[0].questions[1]
    assert (added.id, added.kind, added.non_answers) == (new, "single", NON_ANSWERS)
    section = at(desk.presses("builder", do="section", after="district"))
    assert desk.draft().sections[1].id == section
    inside = at(desk.presses("builder", do="add", after=section))
    assert desk.draft().sections[1].questions[0].id == inside
    desk.visitor.sees(f"{HERE}/builder/{new}")
    desk.visitor.sees(f"{HERE}/builder/{section}")


def test_another_kind_keeps_what_can_be_kept(desk: Writer) -> None:
    options = desk.draft().by_id["victim"].options
    at(desk.types("victim", kind="text"))
    assert "needless" not in desk.visitor.sees(f"{HERE}/review")
    at(desk.types("victim", kind="ranking"))
    assert desk.draft().by_id["victim"].options == options


def test_a_dragged_question_lands_where_it_was_let_go(desk: Writer) -> None:
    at(desk.presses("order", part="sex", section="neighbourhood", place="1", here="sex"))
    assert [q.id for q in desk.draft().sections[1].questions][:2] == ["safety_night", "sex"]
    before = desk.draft()
    for odd in ({"part": "nobody"}, {"part": "sex", "section": "none"}, {"place": "far"}):
        at(desk.presses("order", **{"part": "you", "section": "you", "place": "0", **odd}))
    assert desk.draft() == before


def test_undo_takes_back_one_change_after_another(desk: Writer, clock: object) -> None:
    first = desk.draft()
    at(desk.types("sex", text_es="Uno"))
    second = desk.draft()
    at(desk.types("sex", do="delete"))
    assert at(desk.presses("undo")) == ""
    assert desk.draft() == second
    assert at(desk.presses("undo")) == "sex"
    assert desk.draft() == first
    at(desk.presses("undo"))
    assert desk.draft() == first


def test_typing_on_is_one_step_and_a_pause_begins_another(desk: Writer, clock) -> None:
    first = desk.draft()
    for words in ("U", "Un", "Uno"):
        at(desk.types("sex", text_es=words))
    one = desk.draft()
    clock.pass_(minutes=1)
    at(desk.types("sex", text_es="Uno más"))
    at(desk.presses("undo"))
    assert desk.draft() == one
    at(desk.presses("undo"))
    assert desk.draft() == first


def test_nobody_overwrites_another_silently(desk: Writer, colleague: Writer) -> None:
    mine, theirs = desk.opens("sex"), colleague.opens("sex")
    at(colleague.sends("sex", theirs, text_es="Lo de ella"))
    answer = desk.sends("sex", mine, text_es="Lo mío")
    assert answer.status_code == 409
    assert "rosa@example.org" in answer.text
    assert "Lo mío" in answer.text and "Lo de ella" in answer.text
    assert desk.draft().by_id["sex"].text.es == "Lo de ella"
    again = Form(answer.text, "part").fields
    assert desk.sends("sex", again).status_code == 409, "only whoever says so overwrites"
    [over] = re.findall(r'name="over" value="([^"]+)"', answer.text)
    at(desk.sends("sex", again, over=over))
    assert desk.draft().by_id["sex"].text.es == "Lo mío"


def test_two_people_on_two_parts_do_not_meet(desk: Writer, colleague: Writer) -> None:
    mine, theirs = desk.opens("sex"), colleague.opens("age")
    at(colleague.sends("age", theirs, text_es="Su edad"))
    at(desk.sends("sex", mine, text_es="Su sexo"))
    draft = desk.draft()
    assert (draft.by_id["age"].text.es, draft.by_id["sex"].text.es) == ("Su edad", "Su sexo")


def test_what_is_saved_while_somebody_opens_is_opened(desk: Writer, house: Flask) -> None:
    opener = Thread(target=desk.visitor.sends, args=("/staff/consultations/c-draft/open",))
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        old = draft_of(here)
        opener.start()
        opener.join(1)  # by then it waits for this transaction
        new = replace(old.by_id["sex"], text=Text("Cambiado", "Changed"))
        keep(session, "rosa@example.org", here, replaced(old, new), Clock()())
    opener.join()
    with house.app_context():
        version = db.session.scalar(select(Version).filter_by(consultation_id=1))
        assert version and "Cambiado" in str(version.document)


def test_what_was_typed_into_a_removed_part_is_given_back(desk: Writer, colleague: Writer) -> None:
    form = desk.opens("sex")
    at(colleague.types("sex", do="delete"))
    answer = desk.sends("sex", form, text_es="Lo que escribí")
    assert answer.status_code == 409
    assert "Lo que escribí" in answer.text


@pytest.mark.parametrize(
    ("part", "typed"),
    [
        ("sex", {"text_es": "a" * 3000}),
        ("sex", {"text_es": "a\x00b"}),
        ("sex", {"kind": "spaceship"}),
        ("sex", {"role": "king"}),
        ("victim", {"max_choices": "muchas"}),
        ("victim", {"max_choices": "-1"}),
        ("victim", {"max_choices": "1e999999"}),
        (START, {"title_es": "a" * 300}),
    ],
)
def test_what_breaks_a_limit_is_told_and_stays_on_the_page(
    desk: Writer, part: str, typed: dict[str, str]
) -> None:
    before = desk.draft()
    answer = desk.types(part, **typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert desk.draft() == before


@pytest.mark.parametrize("pasted", ["a" * 500, "a\x07b", "x\n" * 600, "x y z\n" * 15_000])
def test_what_is_pasted_meets_the_same_limits(desk: Writer, pasted: str) -> None:
    before = desk.draft()
    answer = desk.types("sex", pasted=pasted, text_es="Lo que escribí")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and "Lo que escribí" in answer.text
    answer = desk.presses("paste", questions=f"1. ¿{pasted * 6}?\na) Sí")
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and pasted[:9] in answer.text
    assert desk.draft() == before


def test_a_full_questionnaire_takes_no_more(desk: Writer, house: Flask) -> None:
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        old = draft_of(here)
        copies = [replace(old.by_id["sex"], id=f"q{n}") for n in range(1000 - len(old.questions))]
        keep(session, "rosa@example.org", here, added(old, copies), Clock()())
    full = desk.draft()
    for answer in (
        desk.types("sex", do="duplicate", text_es="Lo que escribí"),
        desk.presses("builder", after="sex"),
        desk.presses("bank", block="about_you.sex", after="gone"),
        desk.presses("paste", questions="¿Otra?"),
    ):
        assert answer.status_code == 422
        assert "1000" in answer.text
    assert desk.draft() == full


@pytest.mark.parametrize(
    "row",
    [
        {"field": "<b>", "test": "answered"},
        {"field": "sex", "test": "resembles", "values": ["f"]},
        {"field": "age", "test": "is", "value": "muchos"},
        {"field": "age", "test": "at_least", "value": "1e999999"},
        {"field": "sex", "test": "is", "values": [str(n) for n in range(500)]},
    ],
)
def test_a_condition_that_cannot_be_is_told_and_stays(
    desk: Writer, row: dict[str, str | list[str]]
) -> None:
    at(desk.types("age", kind="number", role=""))
    before = desk.draft()
    typed = {f"conditions-0-{name}": value for name, value in row.items()}
    answer = desk.types("safety_night", text_es="Lo que escribí", **typed)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text and "Lo que escribí" in answer.text
    assert desk.draft() == before


def test_lists_of_any_length_are_shown_and_kept(desk: Writer, house: Flask) -> None:
    words = Text("Una opción que se explica con detalle", "An option explained at length")
    options = tuple(Option(f"o{number}", words) for number in range(500))
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        long = replace(draft_of(here).by_id["sex"], options=options)
        keep(session, "rosa@example.org", here, replaced(draft_of(here), long), Clock()())
    at(desk.types("sex", text_es="Otra"))
    assert desk.draft().by_id["sex"].options == options
    more = {f"conditions-{n}-field": "district" for n in range(600)}
    assert desk.types("sex", do="condition", **more).status_code in (200, 303, 422)


def test_the_start_goes_nowhere(desk: Writer) -> None:
    before = desk.draft()
    for do in ("up", "down", "duplicate", "renew", "delete"):
        at(desk.types(START, do=do))
    assert desk.draft() == before


@pytest.mark.parametrize(
    "form", [{}, {"kind": "number"}, {"options-x-es": "1"}, {"mark": "0" * 16}]
)
def test_a_form_of_nothing_does_no_harm(desk: Writer, form: dict[str, str]) -> None:
    before = desk.draft()
    answer = desk.visitor.sends(f"{HERE}/builder/sex", **form)
    assert answer.status_code in (409, 422)
    assert desk.draft() == before


def test_a_condition_is_built_in_words(desk: Writer) -> None:
    at(desk.types("victim", do="condition"))
    assert desk.draft().by_id["victim"].when == {"answered": "safety_night"}
    row = {"conditions-0-field": "district", "conditions-0-test": "is"}
    at(desk.types("victim", **row, **{"conditions-0-values": ["130102", "130112"]}))
    rule = desk.draft().by_id["victim"].when
    assert "130112" in str(rule) and "any" in str(rule)
    page = desk.visitor.sees(f"{HERE}/builder/victim")
    assert 'value="130112" checked' in page
    at(desk.types("victim", do="drop conditions 0"))
    assert desk.draft().by_id["victim"].when is None


def test_a_condition_that_is_no_rows_is_said_and_kept(desk: Writer, house: Flask) -> None:

    rule = {"ge": [{"add": [{"count": "victim"}, 1]}, 3]}
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        old = desk.draft()
        new = replaced(old, replace(old.by_id["shots_heard"], when=rule))
        keep(session, "x", here, new, house.config["CLOCK"]())
    rule = desk.draft().by_id["shots_heard"].when
    assert "más de lo que cabe en filas" in desk.visitor.sees(f"{HERE}/builder/shots_heard")
    at(desk.types("shots_heard", text_es="¿Oyó disparos?"))
    assert desk.draft().by_id["shots_heard"].when == rule
    at(desk.types("shots_heard", do="unconditional"))
    assert desk.draft().by_id["shots_heard"].when is None


def test_what_a_form_of_elsewhere_asks_is_said_kept_and_removable(
    desk: Writer, house: Flask
) -> None:
    with house.app_context(), writing() as session:
        here = the_same(session, "c-draft")
        sex = draft_of(here).by_id["sex"]
        odd = replace(
            sex,
            required_when={"answered": "district"},
            valid={"ne": [{"answer": "sex"}, "x"]},
            valid_text=Text("Así no", ""),
            options=(replace(sex.options[0], when={"answered": "district"}), *sex.options[1:]),
        )
        keep(session, "x", here, replaced(draft_of(here), odd), house.config["CLOCK"]())
    page = desk.visitor.sees(f"{HERE}/builder/sex")
    assert "Hay que responder si" in page and "Vale si" in page and "«Mujer»: Solo si" in page
    at(desk.types("sex", valid_text_en="Not so", text_es="¿Y usted?"))
    words = replace(odd.text, es="¿Y usted?")
    expected = replace(odd, text=words, valid_text=Text("Así no", "Not so"))
    assert desk.draft().by_id["sex"] == expected
    for field in ("required_when", "valid", "options"):
        at(desk.types("sex", do=f"free {field}"))
    assert desk.draft().by_id["sex"] == replace(sex, text=words)


def test_a_condition_on_what_is_gone_or_comes_later_is_told(desk: Writer) -> None:
    row = {"conditions-0-field": "sex", "conditions-0-test": "is", "conditions-0-values": ["x"]}
    at(desk.types("victim", **row))
    at(desk.types("sex", do="drop options 2"))
    assert "ya no existe" in desk.visitor.sees(f"{HERE}/review")
    assert "eliminada" in desk.visitor.sees(f"{HERE}/builder/victim")
    at(desk.presses("order", part="victim", section="you", place="0"))
    assert 'id="remarks"' not in desk.visitor.sees(f"{HERE}/builder/victim")
    assert desk.visitor.sends(f"{HERE}/publish").status_code == 302
    with desk.house.app_context():
        assert not db.session.scalar(select(func.count(Version.id)).filter_by(consultation_id=1))
    at(desk.types("sex", do="delete"))
    kept = desk.draft().by_id["victim"].when
    at(desk.types("victim", text_es="Otra"))
    assert kept and desk.draft().by_id["victim"].when == kept


def test_questions_come_from_a_pasted_document(desk: Writer) -> None:
    desk.visitor.sees(f"{HERE}/paste")
    text = "1. ¿Qué le preocupa?\na) Robos\nb) Extorsión\n2. ¿Qué propone?"
    look = desk.presses("paste", questions=text, look="1", after="sex")
    assert "Extorsión" in look.text and look.status_code == 200
    assert at(desk.presses("paste", questions=text, after="sex")) == "que_le_preocupa"
    ids = [question.id for question in desk.draft().sections[0].questions]
    assert ids[1:4] == ["sex", "que_le_preocupa", "que_propone"]
    assert "No se encontró" in desk.presses("paste", questions=" \n ").text


def test_blocks_come_from_the_bank_with_their_logic(desk: Writer) -> None:
    desk.visitor.sees(f"{HERE}/bank")
    page = desk.visitor.client.get(f"{HERE}/bank?q=extorsion&after=sex").text
    blocks = re.findall(r'name="block" value="([^"]+)"', page)
    before = len(desk.draft().questions)
    assert at(desk.presses("bank", block=blocks[0], after="sex")) in desk.draft().by_id
    assert len(desk.draft().questions) > before
    assert desk.presses("bank", block="none.none").status_code == 404
    assert "Nada en el banco" in desk.visitor.client.get(f"{HERE}/bank?q=xyzzy").text


def test_a_review_names_what_is_wrong_and_leads_there(desk: Writer, julio: Visitor) -> None:
    assert "Nada impide publicarlo" in desk.visitor.sees(f"{HERE}/review")
    new = at(desk.presses("builder", do="add", after="sex"))
    page = desk.visitor.sees(f"{HERE}/review")
    assert f"/builder/{new}" in page and "P3" in page
    assert "/builder/" not in julio.sees(f"{HERE}/review")
    answer = desk.presses("publish")
    assert answer.headers["Location"].endswith("/review")


def test_a_published_version_is_followed_by_one_that_says_what_is_new(desk: Writer) -> None:
    assert desk.presses("publish").status_code == 302
    page = desk.visitor.sees(f"{HERE}/review")
    assert "Nada ha cambiado desde la versión 1" in page
    at(desk.types("sex", text_en="And you?"))
    assert "Solo cambió la traducción" in desk.visitor.sees(f"{HERE}/review")
    at(desk.types("safety_night", text_es="De noche, ¿se siente seguro?", do="drop options 0"))
    page = desk.visitor.sees(f"{HERE}/review")
    assert "P5" in page and "se suma" in page
    at(desk.types("safety_night", kind="text"))
    page = desk.visitor.sees(f"{HERE}/builder/safety_night")
    assert "Hacerla como pregunta nueva" in page
    assert desk.presses("publish").headers["Location"].endswith("/review")
    assert at(desk.types("safety_night", do="renew")) == "safety_night_2"
    assert desk.presses("publish").headers["Location"].endswith("c-draft")


def test_whoever_had_a_part_open_while_it_was_published_goes_on(desk: Writer) -> None:
    form = desk.opens("district")
    assert desk.presses("publish").headers["Location"].endswith("c-draft")
    at(desk.sends("district", form, text_es="¿Dónde vive?"))
    assert desk.draft().by_id["district"].text.es == "¿Dónde vive?"


def test_a_try_out_judges_like_a_phone_and_stores_nothing(rosa: Visitor, house: Flask) -> None:
    page = rosa.client.get(f"{HERE}/preview?lang=es")
    assert "frame-ancestors 'self'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert f'action="{HERE}/preview"' in page.text
    json = {"Accept": "application/json"}
    token = re.findall(r'name="csrf_token" value="([^"]+)"', page.text)[0]

    def sent(headers: dict[str, str], **form: str):
        data = {"csrf_token": token, "_version": "1", "_end": "1", **form}
        return rosa.client.post(f"{HERE}/preview", data=data, headers=headers)

    for slug in ("c-draft", "c-open"):
        address = f"/staff/consultations/{slug}/preview"
        data = {"csrf_token": token, "_id": "a" * 24, "sex": "f", "_version": "1", "_end": "1"}
        told = rosa.client.post(address, data=data, headers=json)
        assert told.json["status"] == "concluded"
        assert "No se guardó nada" in told.json["message"]["es"]
    assert sent(json, sex="nobody").json["errors"]["sex"]["es"]
    assert sent({}, sex="nobody").status_code == 422
    assert sent({}, **{"": "nameless"}).status_code == 422
    assert "No se guardó nada" in sent({}, sex="f").text
    assert "checked" in sent({}, sex="f", _switch="en").text
    with house.app_context():
        assert not db.session.scalar(select(func.count(Pending.id)))


def test_nobody_else_may_frame_a_page_of_staff(rosa: Visitor) -> None:
    page = rosa.client.get(f"{HERE}/builder/sex")
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
