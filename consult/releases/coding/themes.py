"""The themes of an open question: adding, changing and merging them, and what suggests one."""

import re
from collections.abc import Sequence

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts import audit
from consult.consultations.models import Consultation
from consult.questionnaire.text import Text, unaccented
from consult.releases.coding.models import Coding, Theme
from consult.releases.models import StoredRelease
from consult.tables.marking.marks import marks
from consult.web.refusal import Refusal

MOST = 40  # of one question
_WORD = re.compile(r"\w+")


def themes_of(session: Session, consultation: Consultation, question: str) -> list[Theme]:
    """In the order in which they were added."""
    rows = select(Theme).filter_by(consultation_id=consultation.id, question=question)
    return list(session.scalars(rows.order_by(Theme.id)))


def keywords(typed: str) -> list[str]:
    """Words parted by commas, as they are looked for."""
    parts = (" ".join(_words(part)) for part in typed.split(","))
    return sorted({part for part in parts if part})


def suggested(text: str, themes: Sequence[Theme]) -> set[str]:
    """The codes of the themes of which the text holds a keyword, or a word beginning so."""
    said = "".join(f" {word}" for word in _words(text))
    return {one.code for one in themes if any(f" {key}" in said for key in one.keywords)}


def add(
    session: Session,
    actor: str,
    consultation: Consultation,
    question: str,
    name: Text,
    words: Sequence[str] = (),
) -> Theme:
    """Add a theme. Raises Refusal."""
    there = themes_of(session, consultation, question)
    _refuse_name(name, there)
    if len(there) >= MOST:
        raise Refusal(_("There are %(number)s themes already: merge some of them.", number=MOST))
    number = max((int(one.code[1:]) for one in there), default=0) + 1
    theme = Theme(
        consultation_id=consultation.id,
        question=question,
        code=f"t{number}",
        name_es=name.es,
        name_en=name.en,
        keywords=list(words),
    )
    session.add(theme)
    session.flush()
    _record(session, actor, "theme.add", theme, consultation)
    return theme


def change(
    session: Session,
    actor: str,
    consultation: Consultation,
    theme: Theme,
    name: Text,
    words: list[str],
) -> None:
    """Give it other words: what it was given to stays as it is. Raises Refusal."""
    others = themes_of(session, consultation, theme.question)
    _refuse_name(name, [one for one in others if one is not theme])
    theme.name_es, theme.name_en, theme.keywords = name.es, name.en, words
    _record(session, actor, "theme.change", theme, consultation)


def merge(
    session: Session,
    actor: str,
    consultation: Consultation,
    theme: Theme | None,
    into: Theme | None,
) -> None:
    """Give every text of one theme another one in its place. Raises Refusal."""
    if theme is None or into is None or theme is into:
        raise Refusal(_("Choose another theme that takes its place."))
    refuse_while_preparing(session, consultation)
    if theme.printed or theme.deleted:
        raise Refusal(_("“%(name)s” stands in results, and stays.", name=theme.name_es))
    rows = select(Coding).filter_by(consultation_id=consultation.id, question=theme.question)
    for coding in session.scalars(rows):
        if theme.code in coding.themes:
            kept = [code for code in coding.themes if code not in (theme.code, into.code)]
            coding.themes = [*kept, into.code]
    into.keywords = sorted({*into.keywords, *theme.keywords})
    session.delete(theme)
    _record(session, actor, "theme.merge", theme, consultation, into=into.code)


def refuse_while_preparing(session: Session, consultation: Consultation) -> None:
    """What was counted must stay as it is until the results hold it. Raises Refusal."""
    preparing = select(StoredRelease.id).filter_by(
        consultation_id=consultation.id, state="preparing"
    )
    if session.scalar(preparing):
        raise Refusal(_("Results are being prepared. Change this once they are ready."))


def _refuse_name(name: Text, others: Sequence[Theme]) -> None:
    if not name.es:
        raise Refusal(_("Write the name of the theme in Spanish."))
    if unaccented(name.es) in {unaccented(one.name_es) for one in others}:
        raise Refusal(_("There is a theme with this name."))
    if marks(f"{name.es}\n{name.en}"):
        raise Refusal(
            _("A theme stands in tables: name nobody, and no place where somebody lives.")
        )


def _words(text: str) -> list[str]:
    return _WORD.findall(unaccented(text))


def _record(
    session: Session, actor: str, verb: str, theme: Theme, consultation: Consultation, **more: str
) -> None:
    detail = {"question": theme.question, "theme": theme.code, **more}
    audit.record(session, actor, verb, consultation.slug, detail)
