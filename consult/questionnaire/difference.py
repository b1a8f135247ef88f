"""What is different in a new version, told question by question, and what of it joins in tables."""

from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass, replace
from difflib import SequenceMatcher

from consult.questionnaire.changes import Change, Joins, of_question, of_rule, of_texts, quoted
from consult.questionnaire.document import Question, Questionnaire, Section
from consult.questionnaire.text import Text

__all__ = ["Change", "Joins", "differences", "translation_only"]


def translation_only(old: Questionnaire, new: Questionnaire) -> bool:
    """Whether nothing changed but the English: all answers to both count together."""
    return old != new and _in_spanish(old) == _in_spanish(new)


def differences(old: Questionnaire, new: Questionnaire) -> list[Change]:
    """Every change from one version to the next, in the order of asking; what went comes last.

    ``place`` questions compare by their districts: give both versions with them, or neither.
    """
    changes = [*_of_the_whole(old, new), *_of_sections(old, new), *_of_questions(old, new)]
    return changes if changes or old == new else [Change("changed_other")]


def _in_spanish(part: object) -> object:
    if isinstance(part, Text):
        return part.es or None
    if isinstance(part, tuple):
        return tuple(map(_in_spanish, part))
    if is_dataclass(part):
        return tuple(_in_spanish(getattr(part, field.name)) for field in fields(part))
    return part


def _of_the_whole(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    yield from of_texts(
        [
            (Text("título", "title"), old.title, new.title),
            (Text("presentación", "introduction"), old.intro, new.intro),
            (Text("agradecimiento", "thanks"), old.thanks, new.thanks),
        ]
    )
    if old.minimum_age != new.minimum_age:
        yield Change("changed_age", joins="partly")


def _of_sections(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    before = {section.id: section for section in old.sections}
    moved = _moved(list(before), [section.id for section in new.sections])
    for section in new.sections:
        if section.id in before:
            of_one = [*_of_section(before[section.id], section, new)]
            if section.id in moved:
                of_one.append(Change("moved_section"))
            title = quoted(section.title)
            place = Text(f"Sección {title.es}", f"Section {title.en}")
            yield from (replace(change, where=section.id, place=place) for change in of_one)
        else:
            yield Change("added_section", {"title": section.title}, where=section.id)
    after = {section.id for section in new.sections}
    for section in old.sections:
        if section.id not in after:
            yield Change("removed_section", {"title": section.title}, where=section.id)


def _of_section(before: Section, after: Section, new: Questionnaire) -> Iterator[Change]:
    yield from of_texts([(Text("título", "title"), before.title, after.title)])
    yield from of_rule(before.when, after.when, new)


def _of_questions(old: Questionnaire, new: Questionnaire) -> Iterator[Change]:
    moved = _moved([q.id for q in old.questions], [q.id for q in new.questions])
    for question in new.questions:
        for change in _of_one(old.by_id.get(question.id), question, new, question.id in moved):
            yield replace(change, where=question.id, place=_place(question, new))
    for question in old.questions:
        if question.id not in new.by_id:
            gone = Change("removed_question", {"text": question.text}, joins="partly")
            yield replace(gone, where=question.id, place=_place(question, old))


def _of_one(
    before: Question | None, after: Question, new: Questionnaire, is_moved: bool
) -> Iterator[Change]:
    if before is None:
        yield Change("added_question", {"text": after.text}, joins="partly")
        return
    if is_moved:
        yield Change("moved_question")
    yield from of_question(before, after, new)


def _moved(before: Sequence[str], after: Sequence[str]) -> set[str]:
    """The fewest that changed places among those that stay."""
    stay = [id_ for id_ in before if id_ in set(after)]
    now = [id_ for id_ in after if id_ in set(before)]
    blocks = SequenceMatcher(None, stay, now, autojunk=False).get_matching_blocks()
    return set(stay) - {id_ for block in blocks for id_ in stay[block.a : block.a + block.size]}


def _place(question: Question, questionnaire: Questionnaire) -> Text:
    number = questionnaire.numbers.get(question.id)
    if number:
        return Text(f"P{number}", f"Q{number}")
    return Text("Aviso", "Notice")
