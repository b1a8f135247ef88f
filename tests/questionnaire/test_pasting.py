"""Lists out of documents and messages."""

import pytest

from consult.questionnaire.pasting import bands_of, options_of, questions_of
from consult.questionnaire.text import Text

DOCUMENT = """
1. ¿Qué tan seguro se siente de noche?
   a) Muy inseguro
   b) Inseguro
   c) Seguro
   d) NS/NR

2) ¿Qué hechos vio? (marque todas las que correspondan)
• Robo
• Disparos\tShots
• Ninguno

3.- ¿Qué propone para su barrio?
......................

P4. ¿Qué edad tiene?
1. 18 a 29
2. 30 a 44
3. 45 o más
5. ¿En el último año, le robaron?\tIn the last year, were you robbed?
[ ] Sí\tYes
[ ] No\tNo
[ ] Prefiero no responder
"""


def test_a_document_becomes_its_questions() -> None:
    night, seen, proposes, age, robbed = questions_of(DOCUMENT)
    assert night.text.es == "¿Qué tan seguro se siente de noche?"
    assert [o.text.es for o in night.options] == ["Muy inseguro", "Inseguro", "Seguro"]
    assert (night.kind, night.non_answers) == ("single", ("_dk", "_refused"))
    assert (seen.kind, seen.text.es) == ("multiple", "¿Qué hechos vio?")
    assert seen.options[1].text == Text("Disparos", "Shots")
    assert [o.exclusive for o in seen.options] == [False, False, True]
    assert (proposes.kind, proposes.options) == ("text", ())
    assert [o.text.es for o in age.options] == ["18 a 29", "30 a 44", "45 o más"]
    assert robbed.text.en == "In the last year, were you robbed?"
    assert [o.text.en for o in robbed.options] == ["Yes", "No"]
    assert robbed.non_answers == ("_refused",)


@pytest.mark.parametrize(
    ("pasted", "texts"),
    [
        ("¿A?\nSí\nNo\n¿B?\nuno\ndos", ["¿A?", "¿B?"]),
        ("Su distrito\nTrujillo\nMoche\n\nSu sexo\nMujer\nHombre", ["Su distrito", "Su sexo"]),
        ("1. Uno\n2. Dos\n3. Tres", ["Uno", "Dos", "Tres"]),
        ("", []),
        ("\n \n", []),
        ("7) ¿Y esto?\n8) ¿Y aquello?", ["¿Y esto?", "¿Y aquello?"]),
    ],
)
def test_questions_are_told_from_options(pasted: str, texts: list[str]) -> None:
    assert [question.text.es for question in questions_of(pasted)] == texts


def test_ways_not_to_answer_are_no_options() -> None:
    options, ways = options_of("- Sí\n- No\n- No sé.\n- No contesta")
    assert [option.text.es for option in options] == ["Sí", "No"]
    assert ways == ("_dk", "_refused")


@pytest.mark.parametrize(
    ("line", "ends"),
    [
        ("18 a 29", (18, 29)),
        ("30–44 años", (30, 44)),
        ("60 o más", (60, None)),
        ("65+", (65, None)),
        ("Menos de 18", (None, 17)),
        ("Hasta 17", (None, 17)),
        ("Under 18", (None, 17)),
        ("5", (5, 5)),
        ("Muchos", (None, None)),
    ],
)
def test_bands_are_read_from_their_words(line: str, ends: tuple[int | None, int | None]) -> None:
    [band] = bands_of(line)
    assert (band.minimum, band.maximum) == ends
    assert band.text.es == line


def test_endless_lines_are_read_at_once() -> None:
    """Each of these took some ten seconds, and twice as long a line four times as long."""
    [question] = questions_of("¿" + " " * 100_000 + "?")
    assert question.text.es.startswith("¿ ")
    assert questions_of("¿Sí? (varias respuestas)" + "(" * 100_000)
