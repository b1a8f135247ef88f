"""Small categories tabulated as one, by each other's side in one group, before anything is counted.

What is merged is chosen before the first release and never changes: had a release told two
groups apart and another both together, each would show what the other hides.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import numpy as np

from consult.questionnaire.document import Band, Option, Question, Questionnaire
from consult.questionnaire.faults import Fault
from consult.questionnaire.text import LANGUAGES, Language, Text, unaccented
from consult.tables.blocks import Block
from consult.tables.catalogue import sentence
from consult.tables.columns import FIRST, Column, in_order, layout
from consult.tables.request import Merged, Published

JOINS = "+"  # ids in the id of a merged option; no id holds it
KINDS = ("single", "scale", "number", "place")  # of which everybody gives one answer at most

# "18 a 24 años" and, at the end, "60 años o más"
_SPAN = re.compile(r"(\D*)(\d+)(?: a | to | - |-|–)\d+\D*")
_OPEN = re.compile(r"\D*\d+\D*(?:más|mas|over|older|more|\+)\s*")


def mergeable(questionnaire: Questionnaire) -> Iterator[tuple[Question, tuple[Option, ...]]]:
    """The questions whose categories can be merged, those with a role first, with these."""
    asked = [q for q in questionnaire.questions if q.kind in KINDS and len(categories(q)) > 2]
    return ((q, categories(q)) for q in sorted(asked, key=lambda q: not q.role))


def categories(question: Question) -> tuple[Option, ...]:
    """The options of a question, or its bands from the lowest to the highest."""
    if question.kind != "number":
        return question.options
    return tuple(Option(band.id, band.text) for band in in_order(question.bands))


def ordered(question: Question) -> bool:
    """Whether only neighbours may be merged."""
    return question.kind in ("scale", "number") or question.role == "age"


def check(merged: Merged, questionnaire: Questionnaire) -> list[Fault]:
    """What is wrong with a choice of categories to merge; ``where`` is the question's id."""
    known = {question.id: question for question, _ in mergeable(questionnaire)}
    faults: list[Fault] = []
    for name, groups in merged.items():
        if name in known:
            faults += _check(known[name], groups)
        else:
            faults.append(Fault("merge_question", {"question": name}, name))
    return faults


def _check(question: Question, groups: Sequence[Sequence[str]]) -> Iterator[Fault]:
    ids = [option.id for option in categories(question)]
    asked = {"question": question.text.es or question.id}
    seen: set[str] = set()
    for group in groups:
        for name in group:
            if name not in ids:
                yield Fault("merge_option", {**asked, "option": name}, question.id)
            elif name in seen:
                yield Fault("merge_twice", {**asked, "option": name}, question.id)
            seen.add(name)
        if len(group) < 2:
            yield Fault("merge_alone", asked, question.id)
        if set(group) >= set(ids):
            yield Fault("merge_all", asked, question.id)
        places = [place for place, name in enumerate(ids) if name in group]
        if ordered(question) and places and places[-1] - places[0] >= len(places):
            yield Fault("merge_apart", asked, question.id)


def merge(versions: Sequence[Published], merged: Merged) -> tuple[Published, ...]:
    """The same answers as if the merged categories had been one option each from the beginning."""
    together = {
        name: _together(name, groups, versions) for name, groups in merged.items() if groups
    }
    return tuple(_merge(version, together) for version in versions) if together else tuple(versions)


def _together(
    name: str, groups: Sequence[Sequence[str]], versions: Sequence[Published]
) -> Mapping[str, Option]:
    """The one option that each merged one becomes, in the words of the newest version."""
    asked = [version.questionnaire.by_id.get(name) for version in versions]
    there = [question for question in asked if question]
    texts = {option.id: option.text for q in there for option in categories(q)}
    order = list(texts)
    found: dict[str, Option] = {}
    for group in groups:
        ids = sorted((one for one in group if one in texts), key=order.index)
        label = _label([texts[one] for one in ids], ordered(there[-1])) if ids else Text("")
        found |= dict.fromkeys(ids, Option(JOINS.join(group), label))
    return found


def _merge(version: Published, together: Mapping[str, Mapping[str, Option]]) -> Published:
    before = version.questionnaire
    sections = tuple(
        replace(section, questions=tuple(_question(q, together) for q in section.questions))
        for section in before.sections
    )
    after = replace(before, sections=sections)
    arrays = dict(version.block.arrays)
    for old, new in zip(layout(before), layout(after), strict=True):
        if old.options != new.options:
            arrays[old.id] = _places(old, new, together[old.question])[arrays[old.id]]
    return replace(version, questionnaire=after, block=Block(version.block.size, arrays))


def _question(question: Question, together: Mapping[str, Mapping[str, Option]]) -> Question:
    if question.id not in together or question.kind not in KINDS:
        return question
    of = together[question.id]
    options = {one.id: one for one in (of.get(o.id, o) for o in question.options)}
    return replace(question, options=tuple(options.values()), bands=_bands(question.bands, of))


def _bands(bands: Sequence[Band], of: Mapping[str, Option]) -> tuple[Band, ...]:
    made: dict[str, Band] = {}
    for band in in_order(bands):
        one = of.get(band.id, Option(band.id, band.text))
        first = made.get(one.id, band)
        made[one.id] = Band(one.id, one.text, first.minimum, band.maximum)
    return tuple(made.values())


def _places(
    old: Column, new: Column, of: Mapping[str, Option]
) -> "np.ndarray[tuple[int], np.dtype[np.unsignedinteger]]":
    """The new code of each old one."""
    becomes = [new.index[of[one].id if one in of else one] for one in old.options]
    return np.array([*range(FIRST), *becomes], new.dtype)


def _label(texts: Sequence[Text], spans: bool) -> Text:
    words = {
        language: (spans and _span([text.get(language) for text in texts]))
        or _listed([text.get(language) for text in texts], language)
        for language in LANGUAGES
    }
    return Text(**words)


def _span(texts: Sequence[str]) -> str:
    """18 a 24 años and 25 a 34 años as 18 a 34 años; nothing where they are not like that."""
    first = _SPAN.fullmatch(texts[0])
    last = _SPAN.fullmatch(texts[-1]) or _OPEN.fullmatch(texts[-1])
    return re.sub(r"\d+", first[2], texts[-1], count=1) if first and last else ""


def _listed(texts: Sequence[str], language: Language) -> str:
    """ "A, B y C"."""
    if len(texts) == 1:
        return texts[0]
    parts = {"first": ", ".join(texts[:-1]), "last": texts[-1]}
    sounds_alike = re.match(r"h?i(?![aeou])", unaccented(texts[-1]))
    return sentence("last_of_list_i" if sounds_alike else "last_of_list", parts).get(language)
