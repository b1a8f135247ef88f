"""A questionnaire while it is being written: every change makes a new one of the old one."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from consult.questionnaire.document import Band, Kind, Option, Question, Questionnaire, Section
from consult.questionnaire.reading import MOST_LISTED
from consult.questionnaire.renaming import renamed, with_renamed
from consult.questionnaire.text import Text, unaccented
from consult.questionnaire.xlsform.names import unused_id

Part = TypeVar("Part", Question, Section)
Line = TypeVar("Line", Option, Band)
_USES: dict[str, tuple[Kind, ...]] = {
    "options": ("single", "multiple", "scale", "ranking", "grid", "place"),
    "rows": ("grid",),
    "bands": ("number",),
    "minimum": ("number",),
    "maximum": ("number",),
    "earliest": ("date",),
    "latest": ("date",),
    "max_choices": ("multiple", "ranking"),
    "max_length": ("text",),
    "shuffled": ("single", "multiple", "ranking"),
    "role": ("single", "scale", "place", "number"),
}
_NOT_FOR_NOTES = ("required", "sensitive", "non_answers", "hint", "source")


def uses(kind: Kind, field: str) -> bool:
    """Whether questions of a kind have a use for a field of ``Question``."""
    if field in _NOT_FOR_NOTES:
        return kind != "note"
    return kind in _USES.get(field, (kind,))


def tidy(questionnaire: Questionnaire) -> Questionnaire:
    """Without what was kept from other kinds that a question had: what is shown and published."""
    return _each(questionnaire, _tidied)


def _tidied(question: Question) -> Question:
    defaults = Question(question.id, question.kind, question.text)
    needless = {
        field: getattr(defaults, field)
        for field in (*_USES, *_NOT_FOR_NOTES)
        if not uses(question.kind, field)
    }
    if question.kind != "multiple":
        needless["options"] = tuple(replace(option, exclusive=False) for option in question.options)
    if not uses(question.kind, "options"):
        needless["options"] = ()
    return replace(question, **needless)


def replaced(questionnaire: Questionnaire, question: Question) -> Questionnaire:
    """With this question in place of the one of the same id."""
    return _each(questionnaire, lambda old: question if old.id == question.id else old)


def with_section(questionnaire: Questionnaire, section: Section) -> Questionnaire:
    """With the title and rule of this section in place of those of the same id."""
    sections = tuple(
        replace(old, title=section.title, when=section.when) if old.id == section.id else old
        for old in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def added(
    questionnaire: Questionnaire, questions: Sequence[Question], after: str = ""
) -> Questionnaire:
    """With these behind the question, or at the head of the section, that ``after`` names.

    Where it names none they come last. Their ids have to be free.
    """
    if not questionnaire.sections:
        questionnaire = section_added(questionnaire)
    last = questionnaire.sections[-1]
    known = {*questionnaire.by_id, *(section.id for section in questionnaire.sections)}
    if after not in known:
        after = last.questions[-1].id if last.questions else last.id

    def grown(section: Section) -> Section:
        if section.id == after:
            return replace(section, questions=(*questions, *section.questions))
        place = _place(section, after)
        if place is None:
            return section
        before, behind = section.questions[: place + 1], section.questions[place + 1 :]
        return replace(section, questions=(*before, *questions, *behind))

    return replace(questionnaire, sections=tuple(map(grown, questionnaire.sections)))


def inserted(
    questionnaire: Questionnaire, questions: Sequence[Question], after: str = ""
) -> tuple[Questionnaire, list[str]]:
    """With new questions, whose ids are made of their words; and those ids."""
    named: list[Question] = []
    for question in questions:
        taken = {*_taken(questionnaire), *(earlier.id for earlier in named)}
        id_ = unused_id(_plain(question.text.get("es")) or "q", taken)
        named.append(
            replace(question, id=id_, options=with_ids(question.options[: MOST_LISTED + 1]))
        )  # one too many is refused
    return added(questionnaire, named, after), [question.id for question in named]


def section_added(
    questionnaire: Questionnaire, after: str = "", title: Text | None = None
) -> Questionnaire:
    """With an empty section behind the one that ``after`` is, or is in; else at the end."""
    new = Section(free_id(questionnaire, "s"), title or Text(""), ())
    sections = list(questionnaire.sections)
    place = next(
        (i for i, section in enumerate(sections) if after in _ids(section)), len(sections) - 1
    )
    return replace(questionnaire, sections=(*sections[: place + 1], new, *sections[place + 1 :]))


def without(questionnaire: Questionnaire, id_: str) -> Questionnaire:
    """Without a question, or without a section and all that is in it."""
    sections = tuple(
        replace(section, questions=tuple(q for q in section.questions if q.id != id_))
        for section in questionnaire.sections
        if section.id != id_
    )
    return replace(questionnaire, sections=sections)


def duplicated(questionnaire: Questionnaire, id_: str) -> tuple[Questionnaire, str]:
    """With the same question once more behind it; and the id of the new one."""
    new = free_id(questionnaire, id_)
    twin = replace(renamed(questionnaire.by_id[id_], {id_: new}), role=None)
    return added(questionnaire, [twin], after=id_), new


def renewed(questionnaire: Questionnaire, id_: str) -> tuple[Questionnaire, str]:
    """With a question under a new id, in its conditions and everywhere; and that id."""
    new = free_id(questionnaire, id_)
    ids = {id_: new}
    sections = tuple(
        replace(section, when=section.when and with_renamed(section.when, ids))
        for section in questionnaire.sections
    )
    whole = replace(questionnaire, sections=sections)
    return _each(whole, lambda question: renamed(question, ids)), new


def shifted(questionnaire: Questionnaire, id_: str, step: int) -> Questionnaire:
    """With a question or a section one place up (-1) or down (1); questions leave their section."""
    sections = questionnaire.sections
    at = next((i for i, section in enumerate(sections) if section.id == id_), None)
    if at is not None:
        return replace(questionnaire, sections=_swapped(sections, at, step))
    places = [(i, _place(section, id_)) for i, section in enumerate(sections)]
    index, place = next(((i, at) for i, at in places if at is not None), (0, None))
    if place is None:
        return questionnaire
    if 0 <= place + step < len(sections[index].questions):
        within = replace(
            sections[index], questions=_swapped(sections[index].questions, place, step)
        )
        return _with_sections(questionnaire, {index: within})
    if not 0 <= index + step < len(sections):
        return questionnaire
    question, there = sections[index].questions[place], sections[index + step]
    queue = (*there.questions, question) if step < 0 else (question, *there.questions)
    left = replace(
        sections[index], questions=tuple(q for q in sections[index].questions if q.id != id_)
    )
    return _with_sections(
        questionnaire, {index: left, index + step: replace(there, questions=queue)}
    )


def moved(questionnaire: Questionnaire, id_: str, section_id: str, place: int) -> Questionnaire:
    """With a question at a place of a section: 0 is its beginning."""
    question = questionnaire.by_id[id_]
    rest = without(questionnaire, id_)

    def grown(section: Section) -> Section:
        if section.id != section_id:
            return section
        before, behind = section.questions[:place], section.questions[place:]
        return replace(section, questions=(*before, question, *behind))

    return replace(rest, sections=tuple(map(grown, rest.sections)))


def free_id(questionnaire: Questionnaire, stem: str) -> str:
    """An id made of a stem that neither a question nor a section has."""
    return unused_id(stem, _taken(questionnaire))


def with_ids(lines: Sequence[Line]) -> tuple[Line, ...]:
    """The options or bands, those without an id with one made of their words."""
    used = {line.id for line in lines}
    named = []
    for line in lines:
        id_ = line.id or unused_id(_plain(line.text.get("es")) or "o", used)
        used.add(id_)
        named.append(replace(line, id=id_))
    return tuple(named)


def _plain(words: str) -> str:
    """The first words of a text in letters that an id may have."""
    return "_".join(unaccented(words).split()[:4])[:24]


def _each(questionnaire: Questionnaire, change: Callable[[Question], Question]) -> Questionnaire:
    sections = tuple(
        replace(section, questions=tuple(map(change, section.questions)))
        for section in questionnaire.sections
    )
    return replace(questionnaire, sections=sections)


def _with_sections(questionnaire: Questionnaire, new: Mapping[int, Section]) -> Questionnaire:
    sections = (new.get(i, section) for i, section in enumerate(questionnaire.sections))
    return replace(questionnaire, sections=tuple(sections))


def _swapped(parts: tuple[Part, ...], place: int, step: int) -> tuple[Part, ...]:
    """The parts with one of them a step further; as they are where there is no room."""
    if not 0 <= place + step < len(parts):
        return parts
    queue = list(parts)
    queue.insert(place + step, queue.pop(place))
    return tuple(queue)


def _place(section: Section, id_: str) -> int | None:
    return next((i for i, q in enumerate(section.questions) if q.id == id_), None)


def _taken(questionnaire: Questionnaire) -> set[str]:
    return {id_ for section in questionnaire.sections for id_ in _ids(section)}


def _ids(section: Section) -> tuple[str, ...]:
    return (section.id, *(question.id for question in section.questions))
