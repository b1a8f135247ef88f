"""Every code that the room can say has its sentence in both languages, and no other has."""

import ast
import json
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import consult.questionnaire
from consult.questionnaire.catalogue import sentence

ROOM = Path(consult.questionnaire.__path__[0])
SENTENCES = json.loads(ROOM.joinpath("sentences.json").read_bytes())
SPEAKERS = {"Fault", "fault", "_RefusedError", "ExpressionError", "_advice", "NotUnderstoodError"}
NOT_PARAMETERS = {"where", "severity", "sheet", "row", "column", "at"}


def spoken() -> Iterator[tuple[str, set[str]]]:
    """Each code in the source of the room, with the parameters that it is given there."""
    yield "expression_shape", set()  # the code of an ExpressionError that names none
    for file in ROOM.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and name_of(node.func) in SPEAKERS:
                yield from said_by(node)


def name_of(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def said_by(call: ast.Call) -> Iterator[tuple[str, set[str]]]:
    keys = {keyword.arg for keyword in call.keywords if keyword.arg} - NOT_PARAMETERS
    for argument in call.args:
        if isinstance(argument, ast.Dict):
            keys |= {key.value for key in argument.keys}
    if call.args and isinstance(call.args[0], ast.Constant):
        yield call.args[0].value, keys


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def named_apart() -> set[str]:
    """Codes that are handed on before they are said."""
    nodes = (
        node for file in ROOM.rglob("*.py") for node in ast.walk(ast.parse(file.read_text("utf-8")))
    )
    words = {node.value for node in nodes if isinstance(node, ast.Constant)}
    return {word for word in words if isinstance(word, str) and word.startswith("xls_")}


def test_every_code_has_a_sentence_and_every_sentence_a_code():
    assert {code for code, _ in spoken()} | named_apart() == set(SENTENCES)


@pytest.mark.parametrize(("code", "given"), sorted(spoken(), key=lambda call: call[0]))
def test_every_blank_of_a_sentence_is_given(code, given):
    given = {name.removesuffix("_es").removesuffix("_en") for name in given}
    assert blanks(SENTENCES[code]["es"]) == blanks(SENTENCES[code]["en"]) <= given


@pytest.mark.parametrize(
    "code", sorted(SENTENCES.keys() - {"not_valid_told"})
)  # the words of its author
def test_a_sentence_is_whole_in_both_languages(code):
    said = sentence(code, dict.fromkeys(blanks(SENTENCES[code]["es"]), "x"))
    assert said.es.endswith(".")
    assert said.en.endswith(".")
    assert said.es != said.en


def test_a_date_is_written_as_people_write_it():
    said = sentence("date_outside", {"earliest": "2025-01-01", "latest": "2025-09-30"})
    assert "1 de enero de 2025" in said.es
    assert "30 de setiembre de 2025" in said.es
    assert "30 September 2025" in said.en
