"""What changed in one question from a version to the next, as codes of the catalogue."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from consult.questionnaire.catalogue import sentence
from consult.questionnaire.document import (
    Band,
    Expression,
    Option,
    Question,
    Questionnaire,
)
from consult.questionnaire.text import LANGUAGES, Text
from consult.questionnaire.wording import NON_ANSWER_WORDS, in_words

# How the answers to both versions are counted: all alike; in one table, in which what is new or
# gone was not there for all; each version as not having asked what the other did.
Joins = Literal["wholly", "partly", "not"]
Pair = tuple[Text, Text | None, Text | None]  # what a text is, before and after
Part = Option | Band
_NOWHERE = Text("")
_MOST_NAMED = 4  # of one list; the rest are counted


@dataclass(frozen=True)
class Change:
    """One change. ``where`` is the id of a question or section, empty for the whole.

    ``place`` says where in words («P7»), empty where the sentence does.
    """

    code: str
    params: Mapping[str, str | int | Text] = field(default_factory=dict)
    joins: Joins = "wholly"
    where: str = ""
    place: Text = _NOWHERE

    @property
    def sentence(self) -> Text:
        """«Cambió el orden de las opciones.»"""
        return sentence(self.code, self.params)

    @property
    def told(self) -> Text:
        """«P7: cambió el orden de las opciones.»"""
        said, at = self.sentence, self.place
        if not at:
            return said
        spanish, english = (text[0].lower() + text[1:] for text in (said.es, said.en))
        return Text(f"{at.es}: {spanish}", f"{at.en}: {english}")


def of_question(before: Question, after: Question, new: Questionnaire) -> Iterator[Change]:
    """Every change but its place, the gravest first."""
    if before.kind != after.kind:
        yield Change("changed_kind", joins="not")
    if before.role != after.role:
        yield Change("changed_role", joins="not")
    yield from of_texts(_texts(before, after))
    yield from _of_options(before.options, after.options)
    yield from _of_rows(before.rows, after.rows)
    yield from _of_bands(before.bands, after.bands)
    yield from of_rule(before.when, after.when, new)
    yield from _of_answering(before, after)
    yield from _of_flags(before, after)


def of_texts(pairs: Iterable[Pair]) -> Iterator[Change]:
    """The texts that changed, each language apart: a translation changes no meaning."""
    spanish: list[Text] = []
    english: list[Text] = []
    added: list[Text] = []
    removed: list[Text] = []
    for what, before, after in pairs:
        (was_es, was), (now_es, now) = _both(before), _both(after)
        if was_es != now_es:
            spanish.append(what)
        if was != now:
            (english if was and now else added if now else removed).append(what)
    if spanish:
        yield Change("changed_spanish", {"what": listed(spanish)})
    if added:
        yield Change("added_english", {"what": listed(added)})
    if english:
        yield Change("changed_english", {"what": listed(english)})
    if removed:
        yield Change("removed_english", {"what": listed(removed)})


def of_rule(
    before: Expression | None, after: Expression | None, new: Questionnaire
) -> Iterator[Change]:
    """Who is asked now."""
    if before == after:
        return
    if after is None:
        yield Change("now_for_all", joins="partly")
    else:
        rule = Text(*(in_words(after, new, language).rstrip(".") for language in LANGUAGES))
        yield Change("changed_when", {"rule": rule}, joins="partly")


def listed(names: Sequence[Text]) -> Text:
    """A few names, and how many more there are."""
    rest = len(names) - _MOST_NAMED
    spanish = [name.es for name in names[:_MOST_NAMED]]
    english = [name.get("en") for name in names[:_MOST_NAMED]]
    if rest > 0:
        spanish.append(f"{rest} más")
        english.append(f"{rest} more")
    return Text(", ".join(spanish), ", ".join(english))


def quoted(text: Text) -> Text:
    """«Sí», “Yes”."""
    return Text(f"«{text.get('es')}»", f"“{text.get('en')}”")


def _both(text: Text | None) -> tuple[str, str]:
    return (text.es, text.en) if text else ("", "")


def _texts(before: Question, after: Question) -> Iterator[Pair]:
    yield Text("pregunta", "question"), before.text, after.text
    yield Text("ayuda", "hint"), before.hint, after.hint
    yield Text("aviso", "notice"), before.valid_text, after.valid_text
    for old, new in (
        (before.options, after.options), (before.rows, after.rows), (before.bands, after.bands)
    ):  # fmt: skip
        texts = {part.id: part.text for part in old}
        for part in new:
            if part.id in texts:
                yield quoted(part.text), texts[part.id], part.text


def _apart(old: Sequence[Part], new: Sequence[Part]) -> tuple[list[Text], list[Text], bool]:
    """The names of what is new, of what went, and whether the others changed places."""
    before, after = [part.id for part in old], [part.id for part in new]
    added = [quoted(part.text) for part in new if part.id not in before]
    removed = [quoted(part.text) for part in old if part.id not in after]
    stay = [id_ for id_ in before if id_ in after]
    return added, removed, stay != [id_ for id_ in after if id_ in before]


def _of_options(old: Sequence[Option], new: Sequence[Option]) -> Iterator[Change]:
    added, removed, is_reordered = _apart(old, new)
    if added:
        yield Change("added_options", {"what": listed(added)}, joins="partly")
    if removed:
        yield Change("removed_options", {"what": listed(removed)}, joins="partly")
    if is_reordered:
        yield Change("reordered_options")
    before = {option.id: option for option in old}
    pairs = [(before[option.id], option) for option in new if option.id in before]
    if any(was.exclusive != now.exclusive for was, now in pairs):
        yield Change("changed_exclusive", joins="partly")
    if any(was.when != now.when for was, now in pairs):
        yield Change("changed_offer", joins="partly")


def _of_rows(old: Sequence[Option], new: Sequence[Option]) -> Iterator[Change]:
    added, removed, is_reordered = _apart(old, new)
    if added:
        yield Change("added_rows", {"what": listed(added)}, joins="partly")
    if removed:
        yield Change("removed_rows", {"what": listed(removed)}, joins="partly")
    if is_reordered:
        yield Change("reordered_rows")


def _of_bands(old: Sequence[Band], new: Sequence[Band]) -> Iterator[Change]:
    added, removed, _ = _apart(old, new)
    if added:
        yield Change("added_bands", {"what": listed(added)}, joins="partly")
    if removed:
        yield Change("removed_bands", {"what": listed(removed)}, joins="partly")
    limits = {band.id: (band.minimum, band.maximum) for band in old}
    other = [b for b in new if limits.get(b.id, (b.minimum, b.maximum)) != (b.minimum, b.maximum)]
    if other:
        what = listed([quoted(band.text) for band in other])
        yield Change("changed_bands", {"what": what}, joins="not")


def _of_answering(before: Question, after: Question) -> Iterator[Change]:
    was, now = before.non_answers, after.non_answers
    added = [quoted(NON_ANSWER_WORDS[id_]) for id_ in now if id_ not in was]
    removed = [quoted(NON_ANSWER_WORDS[id_]) for id_ in was if id_ not in now]
    if added:
        yield Change("added_non_answers", {"what": listed(added)}, joins="partly")
    if removed:
        yield Change("removed_non_answers", {"what": listed(removed)}, joins="partly")
    if before.max_choices != after.max_choices:
        yield Change("changed_most_choices", joins="partly")
    if _limits(before) != _limits(after):
        yield Change("changed_limits")
    if before.valid != after.valid:
        yield Change("changed_valid", joins="partly")


def _limits(question: Question) -> tuple[object, ...]:
    numbers = question.minimum, question.maximum
    return *numbers, question.earliest, question.latest, question.max_length


def _of_flags(before: Question, after: Question) -> Iterator[Change]:
    if before.required != after.required:
        yield Change("now_required") if after.required else Change("no_longer_required")
    if before.required_when != after.required_when:
        yield Change("changed_required_when")
    if before.sensitive != after.sensitive:
        yield Change("now_sensitive") if after.sensitive else Change("no_longer_sensitive")
    if before.shuffled != after.shuffled:
        yield Change("now_shuffled") if after.shuffled else Change("no_longer_shuffled")
    if before.source != after.source:
        yield Change("changed_source")
