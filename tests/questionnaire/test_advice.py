"""Advice on wording: what is advised against, and what only looks like it."""

import pytest

from consult.questionnaire.advice import LONGEST_OPTION, LONGEST_QUESTION, advise
from consult.questionnaire.bank.themes import bank
from consult.questionnaire.catalogue import sentence
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.shipped import shipped
from consult.questionnaire.text import Text

NO_WORDS = Text("")


def told(es, en="", kind="single", **more):
    question = Question("q", kind, Text(es, en), **more)
    section = Section("s", NO_WORDS, (question,))
    faults = advise(Questionnaire("x", NO_WORDS, NO_WORDS, NO_WORDS, (section,)))
    assert all(fault.severity == "warning" for fault in faults)
    assert all(sentence(fault.code, fault.params).es for fault in faults)
    return [(fault.code.removeprefix("wording_"), fault.where) for fault in faults]


def options(*pairs):
    return tuple(Option(f"o{place}", Text(*pair)) for place, pair in enumerate(pairs))


WORDED_BADLY = [
    ("long", "¿" + "a" * LONGEST_QUESTION + "?", ""),
    ("double", "¿Confía en la policía y/o el serenazgo?", ""),
    ("double", "¿Confía en la policía?", "Do you trust the police and/or the patrols?"),
    ("double", "¿Se siente seguro de noche? ¿Y de día?", ""),
    ("leading", "¿No cree que hacen falta más patrullas?", ""),
    ("leading", "¿No le parece que hay menos robos?", ""),
    ("leading", "¿Está de acuerdo en que haya más patrullas?", ""),
    ("leading", "¿Estaría usted de acuerdo con que se prohíban las armas?", ""),
    ("leading", "¿Hacen falta patrullas?", "Don't you think more patrols are needed?"),
    ("familiar", "¿Qué tan seguro te sientes en tu barrio?", ""),
    ("familiar", "¿Crees que hay más robos?", ""),
    ("familiar", "¿Has visto un arma en su cuadra?", ""),
    ("familiar", "¿Vos qué pensás de la policía?", ""),
    ("negated_twice", "¿Diría que no es innecesario patrullar?", ""),
    ("negated_twice", "¿Por qué no cree que no lo atiendan?", ""),
    ("negated_twice", "¿Qué opina?", "Would you not say that it is unnecessary?"),
    ("unlike", "¿Lo vio en los últimos 12 meses?", "Did you see it in the last 6 months?"),
    ("unlike", "¿Vio delitos (robo, estafa, asalto)?", "Did you see crimes (robbery, fraud)?"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "es", "en"), WORDED_BADLY)
def test_what_is_advised_against(code, es, en):
    assert told(es, en) == [(code, "q")]


WORDED_WELL = [
    ("¿Está de acuerdo o en desacuerdo con esto?", "Do you agree or disagree with this?"),
    ("¿Por qué motivo no hizo la denuncia?", "Why did you not report it?"),
    ("¿Votó o no votó?", "Did you vote or not?"),
    ("No sabe a quién acudir: ¿por qué no lo hizo?", ""),
    ("¿Ha sido víctima de un delito? Es decir, ¿le han robado algo?", ""),
    ("¿Qué tan seguro se siente caminando solo/a?", "How safe do you feel walking alone?"),
    ("¿Té o café? ¡Tutores!", ""),
    ("¿A qué hora cierra (6 o 7 p. m.)?", "At what time does it close (6 or 7 p.m.)?"),
    ("¿En las próximas 2 semanas?", "In the next two weeks?"),
    ("¿Un mal (por ejemplo, la gripe)?", "An illness (e.g. the flu)?"),
    ("¿Nunca le pasa nada?", "Does nothing ever happen to you?"),
]  # fmt: skip


@pytest.mark.parametrize(("es", "en"), WORDED_WELL)
def test_what_only_looks_like_it(es, en):
    assert told(es, en) == []


def test_options_and_rows():
    pairs = [("Sí", "Yes"), ("No", ""), ("Tal vez tú", "Maybe"), ("a" * (LONGEST_OPTION + 1), "b")]
    assert told("¿q?", "q?", options=options(*pairs)) == [
        ("familiar", "q.o2"), ("long", "q.o3"), ("half", "q")
    ]  # fmt: skip
    rows = options(("Policía y/o serenazgo", ""))
    assert told("¿q?", kind="grid", rows=rows) == [("double", "q.o0")]
    assert told("¿q?", options=options(("Robo y/o hurto", ""))) == []


def test_a_note_may_be_long():
    assert told("a" * 500, kind="note") == []
    assert told("Tú decides.", kind="note") == [("familiar", "q")]


def test_nothing_is_advised_against_what_is_shipped():
    banked = [q for theme in bank() for block in theme.blocks for q in block.questions]
    section = Section("s", NO_WORDS, tuple(banked))
    whole = Questionnaire("bank", NO_WORDS, NO_WORDS, NO_WORDS, (section,))
    assert not [fault for asked in (*shipped().values(), whole) for fault in advise(asked)]
