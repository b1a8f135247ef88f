"""A condition in the words of the questionnaire: «Solo si respondió «Sí» a «¿…?»»."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal, cast

from consult.questionnaire.document import (
    DONT_KNOW,
    NON_ANSWERS,
    REFUSED,
    Expression,
    Question,
    Questionnaire,
)
from consult.questionnaire.grammar import ARITHMETIC
from consult.questionnaire.text import Language, Text

_SEVERAL = ("multiple", "ranking")
_OPPOSITE = {"all": "any", "any": "all"}
_CHOSEN = ("one", "several")
_NOT_CHOSEN = {"not one": "neither", "not several": "neither", "other": "any"}
_ORDERED = ("lt", "le", "gt", "ge")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_SIZE = re.compile(r"\.\{(\d+)(,)?(\d+)?\}", re.ASCII)
_SIGNS = dict(zip(ARITHMETIC, "+−×÷%", strict=True))
NON_ANSWER_WORDS = {
    DONT_KNOW: Text("No sé", "I don’t know"),
    REFUSED: Text("Prefiero no responder", "I prefer not to answer"),
}
_PHRASES: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "only": "Solo si {clause}.",
        "needed": "Hay que responder si {clause}.",
        "valid": "Vale si {clause}.",
        "all": "y",
        "any": "o",
        "neither": "ni",
        "quoted": "«{text}»",
        "impossible": "no se cumple que ({clause})",
        "to one": "{said} a {about}",
        "to several": "{said} en {about}",
        "to value": "{about} {said}",
        "answered": "respondió",
        "not answered": "no respondió",
        "only answered": "respondió a {about}",
        "only not answered": "no respondió a {about}",
        "one": "respondió {words}",
        "not one": "no respondió {words}",
        "other": "respondió algo distinto de {words}",
        "several": "marcó {words}",
        "not several": "no marcó {words}",
        "answer": "su respuesta a {about}",
        "count": "la cantidad de opciones marcadas en {about}",
        "today": "la fecha de hoy",
        "if": "({then} si {clause}, y si no {otherwise})",
        "words": "{words}",
        "matches": "tiene la forma {words}",
        "characters exactly": "tiene {least} caracteres",
        "characters least": "tiene al menos {least} caracteres",
        "characters most": "tiene hasta {most} caracteres",
        "characters between": "tiene de {least} a {most} caracteres",
        "eq": "es {words}",
        "ne": "no es {words}",
        "lt": "es menor que {words}",
        "le": "es {words} o menos",
        "gt": "es mayor que {words}",
        "ge": "es {words} o más",
        "lt day": "es anterior a {words}",
        "le day": "es {words} o antes",
        "gt day": "es posterior a {words}",
        "ge day": "es {words} o después",
    },
    "en": {
        "only": "Only if {clause}.",
        "needed": "It needs an answer if {clause}.",
        "valid": "It is valid if {clause}.",
        "all": "and",
        "any": "or",
        "neither": "or",
        "quoted": "“{text}”",
        "impossible": "it is not so that ({clause})",
        "to one": "you {said} to {about}",
        "to several": "you {said} in {about}",
        "to value": "{about} {said}",
        "answered": "answered",
        "not answered": "did not answer",
        "only answered": "you answered {about}",
        "only not answered": "you did not answer {about}",
        "one": "answered {words}",
        "not one": "did not answer {words}",
        "other": "answered something other than {words}",
        "several": "chose {words}",
        "not several": "did not choose {words}",
        "answer": "your answer to {about}",
        "count": "the number of options chosen in {about}",
        "today": "today’s date",
        "if": "({then} if {clause}, otherwise {otherwise})",
        "words": "{words}",
        "matches": "has the form {words}",
        "characters exactly": "has {least} characters",
        "characters least": "has at least {least} characters",
        "characters most": "has up to {most} characters",
        "characters between": "has {least} to {most} characters",
        "eq": "is {words}",
        "ne": "is not {words}",
        "lt": "is below {words}",
        "le": "is {words} or less",
        "gt": "is above {words}",
        "ge": "is {words} or more",
        "lt day": "is before {words}",
        "le day": "is {words} or earlier",
        "gt day": "is after {words}",
        "ge day": "is {words} or later",
    },
}


def in_words(
    expression: Expression,
    questionnaire: Questionnaire,
    language: Language,
    what: Literal["only", "needed", "valid"] = "only",
) -> str:
    """The condition as one sentence for people. What is unknown is named by its id.

    ``what`` hangs on it: whether something is there, must be answered, or is a valid answer.
    """
    speaker = _Speaker(questionnaire, language)
    return speaker.phrase(what, clause=speaker.clause(flat(expression)))


def flat(tree: Expression, negated: bool = False) -> Expression:
    """The same condition with each "not" on one statement, and no "all" right within an "all"."""
    [(name, argument)] = tree.items()
    if name == "not":
        return flat(cast(Expression, argument), not negated)
    if name not in _OPPOSITE:
        return {"not": tree} if negated else tree
    name = _OPPOSITE[name] if negated else name
    deep = [flat(part, negated) for part in cast(list[Expression], argument)]
    parts = [inner for part in deep for inner in cast(list[Expression], part.get(name, [part]))]
    return {name: parts} if len(parts) > 1 else parts[0]


@dataclass(frozen=True, slots=True)
class _Statement:
    """What is said (``head``, of ``words``) of a question or a value (``about``).

    Statements of one ``frame`` about one thing share it. Without a frame, ``about`` says it all.
    """

    about: str
    frame: str = ""
    head: str = ""
    words: str = ""
    is_answer: bool = False


def _is_day(tree: object) -> bool:
    if isinstance(tree, Mapping):
        return "today" in tree
    return isinstance(tree, str) and bool(_DAY.fullmatch(tree))


def _shortened(statements: list[_Statement]) -> list[_Statement]:
    """What holds together of one question, without an "answered" that the rest implies."""
    excluded = {"answered", "not one"} <= {statement.head for statement in statements}
    implied = excluded or any(statement.is_answer for statement in statements)
    return [
        replace(statement, head="other") if excluded and statement.head == "not one" else statement
        for statement in statements
        if not (implied and statement.head == "answered")
    ]


@dataclass(frozen=True, slots=True)
class _Speaker:
    questionnaire: Questionnaire
    language: Language

    def phrase(self, name: str, **parts: str) -> str:
        return _PHRASES[self.language][name].format(**parts)

    def clause(self, tree: Expression, inside: bool = False) -> str:
        [(name, argument)] = tree.items()
        parts = cast(list[Expression], argument) if name in _OPPOSITE else [tree]
        shared: dict[tuple[str, str], list[_Statement]] = {}
        for statement in map(self._statement, parts):
            shared.setdefault((statement.frame, statement.about), []).append(statement)
        heads = [self._heads(name, statements) for statements in shared.values()]
        said = [self._framed(name, *key, own) for key, own in zip(shared, heads, strict=True)]
        linked = self._linked(name, said)
        return f"({linked})" if inside and sum(map(len, heads)) > 1 else linked

    def _heads(self, name: str, statements: list[_Statement]) -> list[tuple[str, str]]:
        """Each head once, with all its words where one list of them says the same."""
        lists: dict[tuple[str, str], list[str]] = {}
        for said in _shortened(statements) if name == "all" else statements:
            listed = said.head in _CHOSEN or (name == "all" and said.head in _NOT_CHOSEN)
            lists.setdefault((said.head, "" if listed else said.words), []).append(said.words)
        return [
            (head, self._linked(_NOT_CHOSEN.get(head, name), list(dict.fromkeys(words))))
            for (head, _), words in lists.items()
        ]

    def _framed(self, name: str, frame: str, about: str, heads: list[tuple[str, str]]) -> str:
        if not frame:
            return about
        alone = f"only {heads[0][0]}"
        if len(heads) == 1 and alone in _PHRASES[self.language]:
            return self.phrase(alone, about=about)
        said = [self.phrase(head, words=words) for head, words in heads]
        return self.phrase(frame, about=about, said=self._linked(name, said))

    def _statement(self, tree: Expression, no: str = "") -> _Statement:
        [(name, argument)] = tree.items()
        if name == "not":
            return self._statement(cast(Expression, argument), "not ")
        if name in _OPPOSITE:
            return _Statement(self.clause(tree, inside=True))
        if name == "answered":
            field = cast(str, argument)
            return _Statement(self._question(field), self._frame(field), no + name)
        if name == "selected":
            field, option = cast(list[str], argument)
            return self._selected(field, option, no)
        return self._compared(name, cast(list[object], argument), no)

    def _selected(self, field: str, option: str, no: str = "") -> _Statement:
        frame = self._frame(field)
        return _Statement(
            self._question(field),
            frame,
            no + frame.removeprefix("to "),
            self._quoted(self._option(field, option)),
            is_answer=not no and option not in NON_ANSWERS,
        )

    def _compared(self, name: str, pair: list[object], no: str) -> _Statement:
        chosen = self._choice(pair)
        if chosen and name == "eq":
            return self._selected(*chosen, no=no)
        if name == "matches" and (size := _SIZE.fullmatch(str(pair[1]))):
            return self._sized(pair[0], size, no)
        left, right = (self._operand(part, chosen[0] if chosen else "") for part in pair)
        head = f"{name} day" if name in _ORDERED and any(map(_is_day, pair)) else name
        said = _Statement(left, "to value", head, right)
        if chosen and name == "ne" and self._frame(chosen[0]) == "to one":
            said = _Statement(self._question(chosen[0]), "to one", "other", right)
        return self._denied(said) if no else said

    def _sized(self, operand: object, size: re.Match[str], no: str) -> _Statement:
        """How long a text is, which a pattern of any characters says."""
        least, comma, most = size.groups()
        kind = "between" if most else "least"
        kind = "exactly" if not comma else "most" if int(least) == 0 and most else kind
        said = self.phrase(f"characters {kind}", least=least, most=most or "")
        # What is said is whole already, and goes where words do.
        statement = _Statement(self._operand(operand), "to value", "words", said)
        return self._denied(statement) if no else statement

    def _denied(self, said: _Statement) -> _Statement:
        clause = self._framed("all", said.frame, said.about, [(said.head, said.words)])
        return _Statement(self.phrase("impossible", clause=clause))

    def _choice(self, pair: list[object]) -> tuple[str, str] | None:
        """The field and option of a comparison between a question with options and one of them."""
        left, right = pair
        if isinstance(left, Mapping) and "answer" in left and isinstance(right, str):
            asked = self._asked(left["answer"])
            return (left["answer"], right) if asked and asked.options else None
        return None

    def _operand(self, tree: object, field: str = "") -> str:
        if isinstance(tree, str):
            return self._day(tree) if _is_day(tree) else self._quoted(self._option(field, tree))
        if not isinstance(tree, Mapping):
            return f"{tree:f}"
        [(name, argument)] = tree.items()
        if name in ("answer", "count"):
            return self.phrase(name, about=self._question(argument))
        if name == "today":
            return self.phrase(name)
        if name == "if":
            then, otherwise = map(self._operand, argument[1:])
            clause = self.clause(flat(argument[0]))
            return self.phrase(name, then=then, clause=clause, otherwise=otherwise)
        left, right = (self._operand(part) for part in argument)
        return f"({left} {_SIGNS[name]} {right})"

    def _day(self, day: str) -> str:
        year, month, of_month = day.split("-")
        return f"{int(of_month)}/{int(month)}/{year}" if self.language == "es" else day

    def _linked(self, name: str, parts: list[str]) -> str:
        *earlier, last = parts
        if not earlier:
            return last
        return f"{', '.join(earlier)} {self._before(self.phrase(name), last)} {last}"

    def _before(self, word: str, next_: str) -> str:
        """Spanish says «u» before the sound of an o, and «e» before that of an i."""
        if word == "o" and re.match(r"«?h?[oó]", next_, re.IGNORECASE):
            return "u"
        if word == "y" and re.match(r"«?h?[ií](?!e)", next_, re.IGNORECASE):
            return "e"
        return word

    def _quoted(self, text: str) -> str:
        return self.phrase("quoted", text=text)

    def _frame(self, field: str) -> str:
        asked = self._asked(field)
        return "to several" if asked and asked.kind in _SEVERAL else "to one"

    def _asked(self, field: str) -> Question | None:
        return self.questionnaire.by_id.get(field.partition(".")[0])

    def _question(self, field: str) -> str:
        asked = self._asked(field)
        row = field.partition(".")[2]
        rows = [
            option.text.get(self.language)
            for option in (asked.rows if asked else ())
            if option.id == row
        ]
        text = asked.text.get(self.language) if asked else field
        return self._quoted(", ".join([text, *rows]))

    def _option(self, field: str, id_: str) -> str:
        asked = self._asked(field)
        texts = {option.id: option.text for option in (asked.options if asked else ())}
        text = (NON_ANSWER_WORDS | texts).get(id_)
        return text.get(self.language) if text else id_
