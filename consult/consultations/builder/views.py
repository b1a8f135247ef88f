"""The pages on which a questionnaire is written, checked, tried out and published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.accounts.uploads import take_files_at
from consult.consultations.builder.arranging import (
    ARRANGEMENTS,
    arrange_form,
    with_pasted,
    without_rules,
)
from consult.consultations.builder.desk import Desk, desk_of
from consult.consultations.builder.drafting import (
    START,
    Collision,
    NotADraftError,
    draft_of,
    keep,
    part_of,
    save_part,
    undo,
)
from consult.consultations.builder.forms import JOINS, KINDS, TESTS, PartForm, PasteForm
from consult.consultations.builder.typed import Part, is_half_said, posted_form, read
from consult.consultations.by_slug import the, the_same
from consult.consultations.models import Consultation
from consult.consultations.publish import told
from consult.db import db, writing
from consult.page.published import ADULT
from consult.questionnaire.bank import bank, fitted, matching
from consult.questionnaire.document import Question, Questionnaire, Section
from consult.questionnaire.editing import added, inserted, moved, uses
from consult.questionnaire.faults import Fault
from consult.questionnaire.pasting import questions_of
from consult.questionnaire.reading import MOST_QUESTIONS

builder = Blueprint(
    "builder",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static/builder",
)
take_files_at(builder, "save")  # a list of hundreds of options is longer than a submission
take_files_at(builder, "paste")
_HERE = "/staff/consultations/<slug>"


@builder.get(f"{_HERE}/builder")
@builder.get(f"{_HERE}/builder/<part>")
def show(slug: str, part: str = "") -> Answer:
    consultation = _edited(slug)
    desk = desk_of(db.session(), consultation, part or _first(draft_of(consultation)))
    if desk is None:
        return redirect(url_for(".show", slug=slug))
    return _page(desk)


@builder.post(f"{_HERE}/builder/<part>")
def save(slug: str, part: str) -> Answer:
    """Every change comes here by itself; a button says in ``do`` what else is to be done."""
    desk = desk_of(db.session(), _edited(slug), part)
    if desk is None:
        return _gone(slug)
    do, form = request.form.get("do", ""), posted_form(desk.part)
    arrange_form(form, do, [field for field, _words in desk.earlier])
    typed, faults = read(form, desk.part, desk.questionnaire)
    if typed is None:
        return _page(replace(desk, form=form, told=faults), 422)
    try:
        with writing() as session:
            here = the_same(session, slug)
            whole = without_rules(with_pasted(form, typed), do)
            by_typing = not do and _kind(whole) == _kind(desk.part)
            mark = request.form.get("over") or form.mark.data
            new = save_part(session, _me(), here, whole, mark, _now(), by_typing=by_typing)
            if do in ARRANGEMENTS:
                new, onward = ARRANGEMENTS[do](new, part)
                keep(session, _me(), here, new, _now())
                return redirect(_at(slug, onward), 303)
    except Collision as collision:
        return _collided(slug, desk, form, collision)
    except NotADraftError as broken:
        return _page(replace(desk, form=form, told=broken.faults), 422)
    return _saved(slug, desk, form, typed)


@builder.post(f"{_HERE}/builder")
def append(slug: str) -> Answer:
    """A new question or section behind the part in hand."""
    _edited(slug)
    do = "section" if request.form.get("do") == "section" else "add"
    with writing() as session:
        here = the_same(session, slug)
        new, onward = ARRANGEMENTS[do](draft_of(here), request.form.get("after", ""))
        keep(session, _me(), here, new, _now())
    return redirect(_at(slug, onward), 303)


@builder.post(f"{_HERE}/order")
def order(slug: str) -> Answer:
    """A question dragged to a place of a section."""
    _edited(slug)
    part, section = request.form.get("part", ""), request.form.get("section", "")
    with writing() as session:
        here = the_same(session, slug)
        old = draft_of(here)
        if part in old.by_id and isinstance(part_of(old, section), Section):
            place = request.form.get("place", 0, type=int)
            keep(session, _me(), here, moved(old, part, section, max(place, 0)), _now())
    return redirect(_at(slug, request.form.get("here") or part), 303)


@builder.post(f"{_HERE}/undo")
def take_back(slug: str) -> Answer:
    _edited(slug)
    with writing() as session:
        step = undo(session, the_same(session, slug))
    return redirect(_at(slug, (step and step.part) or request.form.get("here", "")), 303)


@builder.route(f"{_HERE}/paste", methods=["GET", "POST"])
def paste(slug: str) -> str | Answer:
    consultation, form = _edited(slug), PasteForm(after=request.args.get("after"))
    questions = questions_of(form.questions.data or "")[: MOST_QUESTIONS + 1]  # one is refused
    if not form.validate_on_submit() or not questions or "look" in request.form:
        return _pasted(consultation, form, questions)
    try:
        first = _insert(slug, questions, form.after.data or "")
    except NotADraftError as broken:
        return make_response(_pasted(consultation, form, questions, broken.faults), 422)
    return redirect(_at(slug, first), 303)


@builder.errorhandler(NotADraftError)
def refuse(broken: NotADraftError) -> Answer:
    """Where nothing was typed: why what a button asked for was not done."""
    consultation = _edited((request.view_args or {})["slug"])
    desk = desk_of(db.session(), consultation, request.form.get("after") or START)
    desk = desk or desk_of(db.session(), consultation, START)
    assert desk is not None  # every draft has a start
    return _page(replace(desk, told=broken.faults), 422)


@builder.get(f"{_HERE}/bank")
def from_bank(slug: str) -> str:
    consultation, words = _edited(slug), request.args.get("q", "").strip()
    return render_template(
        "builder/bank.html",
        consultation=consultation,
        themes=matching(bank(), words),
        is_for_adults=consultation.minimum_age >= ADULT,
        words=words,
        after=request.args.get("after", ""),
        kinds=KINDS,
    )


@builder.post(f"{_HERE}/bank")
def insert(slug: str) -> Answer:
    consultation, chosen = _edited(slug), request.form.get("block", "")
    blocks = {f"{theme.id}.{block.id}": block for theme in bank() for block in theme.blocks}
    if chosen not in blocks or (blocks[chosen].is_sensitive and consultation.minimum_age < ADULT):
        abort(404)
    with writing() as session:
        here = the_same(session, slug)
        old = draft_of(here)
        questions = fitted(blocks[chosen], old)
        keep(session, _me(), here, added(old, questions, request.form.get("after", "")), _now())
    return redirect(_at(slug, questions[0].id), 303)


def _edited(slug: str) -> Consultation:
    """The consultation, for whoever may write its questionnaire."""
    consultation = the(slug)
    guard(current_user, "edit", consultation)
    return consultation


def _insert(slug: str, questions: Sequence[Question], after: str) -> str:
    """Put questions into the draft, with ids that are free there. Returns the first one's."""
    with writing() as session:
        here = the_same(session, slug)
        new, ids = inserted(draft_of(here), questions, after)
        keep(session, _me(), here, new, _now())
    return ids[0]


def _pasted(
    consultation: Consultation,
    form: PasteForm,
    questions: Sequence[Question],
    faults: Sequence[Fault] = (),
) -> str:
    return render_template(
        "builder/paste.html",
        consultation=consultation,
        form=form,
        questions=questions,
        kinds=KINDS,
        faults=faults,
        told=told,
    )


def _saved(slug: str, desk: Desk, form: PartForm, typed: Part) -> Answer:
    """Without a script back to the part; with one, the page anew where its form looks different."""
    if "HX-Request" not in request.headers:
        flash(_("Saved."))
        return redirect(_at(slug, desk.part_id), 303)
    db.session.rollback()  # what was read before is how it was before
    now = desk_of(db.session(), the(slug), desk.part_id)
    assert now is not None  # it was saved a moment ago
    if is_half_said(form):
        form.mark.data = now.form.mark.data
        now.form = form
    answer = _page(now)
    if not _looks_different(desk, form, typed):
        answer.headers |= {"HX-Retarget": "#kept", "HX-Reselect": "#kept"}
    return answer


def _looks_different(desk: Desk, form: PartForm, typed: Part) -> bool:
    shown = [(c["field"], c["test"]) for c in form.conditions.data]
    before = [(c["field"], c["test"]) for c in desk.form.conditions.data]
    pressed = any(request.form.get(name) for name in ("do", "over", "pasted"))
    return bool(pressed) or shown != before or _kind(typed) != _kind(desk.part)


def _kind(part: Part) -> str:
    return part.kind if isinstance(part, Question) else ""


def _collided(slug: str, desk: Desk, form: PartForm, collision: Collision) -> Answer:
    """What was typed stays on the page, and is saved only if somebody says over what."""
    if collision.theirs is None:
        return _gone(slug)
    return _page(replace(desk, form=form, collision=collision), 409)


def _gone(slug: str) -> Answer:
    """The part was removed meanwhile: what was typed into it is shown, to be taken along."""
    typed = [value for name, value in request.form.items() if name[-3:] in ("_es", "_en") and value]
    page = render_template("builder/gone.html", consultation=the(slug), typed=typed)
    return make_response(page, 409)


def _page(desk: Desk, status: int = 200) -> Answer:
    page = render_template(
        "builder/show.html", desk=desk, uses=uses, told=told, joins=JOINS, tests=TESTS
    )
    return make_response(page, status)


def _at(slug: str, part: str) -> str:
    return url_for("builder.show", slug=slug, part=part or None)


def _first(questionnaire: Questionnaire) -> str:
    """Where one begins: at the first question after those about who answers, else at the last."""
    ids = [question.id for question in questionnaire.questions if not question.role]
    return (ids[:1] or [question.id for question in questionnaire.questions][-1:] or [START])[0]


def _me() -> str:
    return current_user.email


def _now() -> datetime:
    return current_app.config["CLOCK"]()
