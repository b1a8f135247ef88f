"""Short names: what tells a question from its neighbours, in a line of a list."""

from types import SimpleNamespace

import pytest

from consult.questionnaire.text import Text
from consult.tables.names import short_names

NIGHT = "¿Qué tan seguro le parece caminar de noche por su barrio?"
NAMED = [
    ("es", ["¿Qué edad tiene?"], ["¿Qué edad tiene?"]),
    ("es", ["En los últimos 12 meses, ¿le pasó algo de esto?"], ["¿Le pasó algo de esto?"]),
    ("en", ["In the last 12 months, did this happen?"], ["Did this happen?"]),
    ("en", ["In your home, street or park"], ["In your home, street or park"]),
    ("es", [NIGHT.replace("noche", "día"), NIGHT], ["…caminar de día por su barrio?",
                                                   "…caminar de noche por su barrio?"]),
    ("es", ["¿Cuánto confía en ellos? La Policía", "¿Cuánto confía en ellos? El alcalde"],
           ["…La Policía", "…El alcalde"]),
    ("es", ["¿Sabía que la ley permite entregar armas de fuego sin dar el nombre?"],
           ["¿Sabía que la ley permite entregar armas de…"]),
    ("en", ["Otorrinolaringología" * 4], ["Otorrinolaringología" * 4]),
]  # fmt: skip


@pytest.mark.parametrize(("language", "texts", "names"), NAMED)
def test_a_short_name(language, texts, names):
    section = Text("Sección", "Section")
    asked = [
        SimpleNamespace(id=str(n), section=section, text=Text(text, text))
        for n, text in enumerate(texts)
    ]
    assert list(short_names(asked, language).values()) == names
