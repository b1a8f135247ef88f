"""A condition in the words of the questionnaire: «Solo si respondió «Sí» a «¿…?»»."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

from consult.questionnaire.document import (
    DONT_KNOW,
    REFUSED,
    Expression,
    Question,
    Questionnaire,
)
from consult.questionnaire.grammar import ARITHMETIC
from consult.questionnaire.text import Language, Text

_SEVERAL = ("multiple", "ranking")
_SIGNS = dict(zip(ARITHMETIC, "+−×÷%", strict=True))
NON_ANSWER_WORDS = {
    DONT_KNOW: Text("No sé", "I don’t know"),
    REFUSED: Text("Prefiero no responder", "I prefer not to answer"),
}
_PHRASES: Mapping[Language, Mapping[str, str]] = {
    "es": {
        "only": "Solo si {clause}.",
        "all": " y ",
        "any": " o ",
        "not": "no se cumple que ({clause})",
        "one": "respondió «{option}» a «{question}»",
        "not_one": "no respondió «{option}» a «{question}»",
        "several": "marcó «{option}» en «{question}»",
        "not_several": "no marcó «{option}» en «{question}»",
        "answered": "respondió «{question}»",
        "not_answered": "no respondió «{question}»",
        "answer": "la respuesta a «{question}»",
        "count": "la cantidad de opciones marcadas en «{question}»",
        "matches": "{left} tiene la forma {right}",
        "eq": "{left} es {right}",
        "ne": "{left} no es {right}",
        "lt": "{left} es menor que {right}",
        "le": "{left} es {right} o menos",
        "gt": "{left} es mayor que {right}",
        "ge": "{left} es {right} o más",
    },
    "en": {
        "only": "Only if {clause}.",
        "all": " and ",
        "any": " or ",
        "not": "it is not so that ({clause})",
        "one": "the answer to “{question}” was “{option}”",
        "not_one": "the answer to “{question}” was not “{option}”",
        "several": "“{option}” was chosen in “{question}”",
        "not_several": "“{option}” was not chosen in “{question}”",
        "answered": "“{question}” was answered",
        "not_answered": "“{question}” was not answered",
        "answer": "the answer to “{question}”",
        "count": "the number of options chosen in “{question}”",
        "matches": "{left} has the form {right}",
        "eq": "{left} is {right}",
        "ne": "{left} is not {right}",
        "lt": "{left} is below {right}",
        "le": "{left} is {right} or less",
        "gt": "{left} is above {right}",
        "ge": "{left} is {right} or more",
    },
}


def in_words(expression: Expression, questionnaire: Questionnaire, language: Language) -> str:
    """The condition as one sentence for people. What is unknown is named by its id."""
    speaker = _Speaker(questionnaire, language)
    return speaker.phrase("only", clause=speaker.clause(expression))


@dataclass(frozen=True, slots=True)
class _Speaker:
    questionnaire: Questionnaire
    language: Language

    def phrase(self, name: str, **parts: str) -> str:
        return _PHRASES[self.language][name].format(**parts)

    def clause(self, expression: Expression, inside: bool = False) -> str:
        [(name, argument)] = expression.items()
        if name in ("all", "any"):
            return self._joined(name, cast(list[Expression], argument), inside)
        if name == "not":
            return self._negated(cast(Expression, argument))
        if name == "selected":
            return self._selected(*cast(list[str], argument))
        if name == "answered":
            return self.phrase("answered", question=self._question(cast(str, argument)))
        return self._compared(name, cast(list[object], argument))

    def _joined(self, name: str, parts: list[Expression], inside: bool) -> str:
        joined = self.phrase(name).join(self.clause(part, inside=len(parts) > 1) for part in parts)
        return f"({joined})" if inside and len(parts) > 1 else joined

    def _negated(self, inner: Expression) -> str:
        [(name, argument)] = inner.items()
        if name == "selected":
            return self._selected(*cast(tuple[str, str], argument), negation="not_")
        if name == "answered":
            return self.phrase("not_answered", question=self._question(cast(str, argument)))
        return self.phrase("not", clause=self.clause(inner))

    def _selected(self, field: str, option: str, negation: str = "") -> str:
        asked = self._asked(field)
        many = "several" if asked and asked.kind in _SEVERAL else "one"
        words = {"option": self._option(asked, option), "question": self._question(field)}
        return self.phrase(negation + many, **words)

    def _compared(self, name: str, pair: list[object]) -> str:
        chosen = self._choice(pair)
        if name == "eq" and chosen:
            return self._selected(*chosen)
        option = self._option(self._asked(chosen[0]), chosen[1]) if chosen else None
        left, right = (self._operand(part, option) for part in pair)
        return self.phrase(name, left=left, right=right)

    def _choice(self, pair: list[object]) -> tuple[str, str] | None:
        """The field and option of a comparison between a question with options and one of them."""
        left, right = pair
        if isinstance(left, Mapping) and "answer" in left and isinstance(right, str):
            asked = self._asked(left["answer"])
            return (left["answer"], right) if asked and asked.options else None
        return None

    def _operand(self, tree: object, option: str | None) -> str:
        if isinstance(tree, str):
            return f"«{option or tree}»" if self.language == "es" else f"“{option or tree}”"
        if not isinstance(tree, Mapping):
            return f"{tree:f}"
        [(name, argument)] = tree.items()
        if name in ("answer", "count"):
            return self.phrase(name, question=self._question(argument))
        left, right = (self._operand(part, None) for part in argument)
        return f"({left} {_SIGNS[name]} {right})"

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
        return ", ".join([asked.text.get(self.language) if asked else field, *rows])

    def _option(self, asked: Question | None, id_: str) -> str:
        texts = {option.id: option.text for option in (asked.options if asked else ())}
        text = (NON_ANSWER_WORDS | texts).get(id_)
        return text.get(self.language) if text else id_
