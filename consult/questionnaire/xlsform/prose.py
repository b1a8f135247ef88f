"""Texts of a form as plain words: markup taken off, other answers named where they would stand."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

from consult.questionnaire.text import LANGUAGES
from consult.questionnaire.xlsform.xpath import Call, Node, NotUnderstoodError, Reference, parse

Words = Mapping[str, str]  # a text by language
REFERENCE = re.compile(r"\$\{\s*([^{}]+?)\s*\}")
_TAKEN_FOR_A_REFERENCE = re.compile("\\$(\u2060*){")
_ESCAPED = re.compile("\\$(\u2060*)\u2060{")  # word joiners, which nobody sees
UNWRITTEN = "…"  # what stands in a form where a text is not written yet
_LONGEST_NAMED = 80
_NAMED = {"es": "[su respuesta a «{asked}»]", "en": "[your answer to “{asked}”]"}

_HIDDEN = re.compile(r"<(style|script|head)\b.*?</\1\s*>|<!--.*?-->|<!doctype[^>]*>", re.I | re.S)
_BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|tr|table|ul|ol|h[1-6])\s*>", re.I)
_TAG = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>", re.I)
_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,5});", re.I)
_MARKDOWN = (
    (re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*", re.S), r"\1"),
    (re.compile(r"(?<![\w*])\*(?=[^\s*])([^*\n]+?)(?<=[^\s*])\*(?![\w*])"), r"\1"),
    (re.compile(r"(?<!_)__(?=[^\s_])(.+?)(?<=[^\s_])__(?!_)"), r"\1"),
    (re.compile(r"^#{1,6}[ \t]+", re.M), ""),
    (re.compile(r"(?<!\\)\[([^\]\[]+)\]\((https?://[^)\s]+)\)"), r"\1 (\2)"),
)
_SPACES = ((re.compile(r"[ \t]+(?=\n)|(?<=\n)[ \t]+"), ""), (re.compile(r"\n{3,}"), "\n\n"))


@dataclass(frozen=True, slots=True)
class Prose:
    """How texts of a form are read: ``ours`` where we wrote it, so that signs are but signs."""

    ours: bool = False

    def plain(self, text: Words) -> dict[str, str]:
        """The text without markup."""
        if self.ours:
            literal = self.literal(text)
            return {key: words for key, words in literal.items() if words != UNWRITTEN}
        return {language: unmarked(words) for language, words in text.items()}

    def is_marked(self, text: Words) -> bool:
        """Whether anything is taken off it."""
        return not self.ours and self.plain(text) != text

    def literal(self, text: Words) -> dict[str, str]:
        """The text as it stands."""
        if not self.ours:
            return dict(text)
        return {language: _ESCAPED.sub(r"$\1{", words) for language, words in text.items()}


def escaped(text: str) -> str:
    """A text in which nobody takes ``${`` for a reference; ``Prose.literal`` takes it back."""
    return _TAKEN_FOR_A_REFERENCE.sub("$\\1\u2060{", text)


def unmarked(text: str) -> str:
    """A text without HTML and Markdown, which a resident would see as signs."""
    words = text
    if "<" in words:
        words = _TAG.sub("", _BREAK.sub("\n", _HIDDEN.sub("", words)))
    if _ENTITY.search(words):
        words = html.unescape(words).replace("\xa0", " ")
    for pattern, replacement in _MARKDOWN:
        words = pattern.sub(replacement, words)
    if words == text:
        return text
    for pattern, replacement in _SPACES:
        words = pattern.sub(replacement, words)
    return words.strip()


def with_answers_named(text: Words, asked: Mapping[str, Words]) -> dict[str, str]:
    """The text with each ``${name}`` as the question whose answer would stand there.

    ``asked`` holds the texts of what comes before by name. Raises NotUnderstoodError.
    """
    return {language: _with_named(words, asked, language) for language, words in text.items()}


def _with_named(words: str, asked: Mapping[str, Words], language: str) -> str:
    return REFERENCE.sub(lambda found: _named(found[1], asked, language), words)


def _named(name: str, asked: Mapping[str, Words], language: str) -> str:
    if name not in asked:
        raise NotUnderstoodError("xls_piping", question=name[:60])
    words = asked[name]
    return words.get(language) or next(iter(words.values()), "")


def named(question: Words) -> dict[str, str]:
    """How the text of another question names the answer to this one."""
    return {
        language: _NAMED[language].format(asked=_short(" ".join(words.split())))
        for language, words in question.items()
    }


def calculated_name(formula: str, asked: Mapping[str, Words]) -> dict[str, str] | None:
    """How a calculation is named that only hands answers on; None for any other."""
    try:
        parts = _handed_on(parse(formula))
    except NotUnderstoodError:
        return None
    if not all(isinstance(part, str) or part.name in asked for part in parts):
        return None
    return {
        language: "".join(
            part if isinstance(part, str) else _named(part.name, asked, language) for part in parts
        )
        for language in LANGUAGES
    }


def _handed_on(node: Node) -> list[str | Reference]:
    """The answers and words that a formula puts together. Raises NotUnderstoodError."""
    match node:
        case Reference(name) if name:
            return [node]
        case str():
            return [node]
        case Call("jr:choice-name" | "string" | "once" | "selected-at", (first, *_)):
            return _handed_on(first)
        case Call("concat", parts):
            return [found for part in parts for found in _handed_on(part)]
    raise NotUnderstoodError


def _short(words: str) -> str:
    if len(words) <= _LONGEST_NAMED:
        return words
    return words[:_LONGEST_NAMED].rsplit(" ", 1)[0].rstrip(" ,;:.") + "…"
