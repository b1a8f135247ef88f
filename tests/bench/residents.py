"""What the crowd sends: the shipped questionnaire of 25 questions, every closed one answered."""

import secrets
from random import Random
from urllib.parse import urlencode

from consult.consultations.publish import ELSEWHERE
from consult.questionnaire.document import Question
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped

SLUG = "c-bench"
PATH = f"/c/{SLUG}"
PLAIN = shipped()["neighbourhood_safety"]
QUESTIONNAIRE = with_places(PLAIN, [*TRUJILLO, ELSEWHERE])
PEOPLE = 500
ROUTE = {  # what has to be answered so that every question is asked
    "safety_night": ["very_unsafe", "unsafe"],
    "reported": ["no"],
}


def people(seed: int = 1) -> list[list[tuple[str, str]]]:
    """The answers of so many people, always the same ones."""
    random = Random(seed)
    return [
        [
            (field, value)
            for question in QUESTIONNAIRE.questions
            for field in question.fields
            for value in _answer(random, question)
        ]
        for _ in range(PEOPLE)
    ]


def bodies() -> list[bytes]:
    """The same as they come from a phone, with ``{id}`` where the id goes."""
    controls = "_id={id}&_version=1&_lang=es&_end=1"
    return [f"{urlencode(pairs)}&{controls}".encode() for pairs in people()]


def ids(count: int) -> list[str]:
    return [secrets.token_urlsafe(16) for _ in range(count)]


def _answer(random: Random, question: Question) -> list[str]:
    options = [option.id for option in question.options if not option.exclusive]
    if question.kind == "multiple":
        return random.sample(options, random.choice([1, 1, 2]))
    if question.kind == "ranking":
        return random.sample(options, random.choice([1, 1, len(options)]))
    return [random.choice(ROUTE.get(question.id, options))] if options else []
