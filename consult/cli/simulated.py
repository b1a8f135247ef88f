"""Made-up answers for the demonstration: plausible, always the same, and nobody's."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from consult.questionnaire.document import DONT_KNOW, Question, Questionnaire
from consult.questionnaire.text import Text

PEOPLE = 1240
_SEED = 20261124

# How often each option is drawn, in the order of the question's options; what is not named here
# falls off evenly from the first option to the last.
_WEIGHTS: Mapping[str, Sequence[float]] = {
    "sex": (52, 46, 2),
    "age": (18, 24, 22, 24, 12),
    "sector": (58, 9, 4, 3, 4, 8, 5, 4, 1, 2, 2),
    "crime_trend": (64, 28, 8),
    "safety_day": (14, 38, 40, 8),
    "safety_night": (40, 35, 19, 6),
    "safety_places": (14, 30, 38, 10, 8),
    "weapon": (24, 16, 60),
    "reported": (14, 86),
    "shots_heard": (10, 24, 34, 20, 12),
    "handin_known": (18, 82),
    "trust": (34, 40, 18, 8),
    "willing": (38, 40, 22),
}
_DISTRICTS: Mapping[str, float] = {
    "130102": 145, "130105": 130, "130112": 95, "130103": 80, "130101": 75, "130104": 35,
    "130111": 18, "130106": 14, "130107": 12, "130109": 8, "130108": 4, "130110": 4,
}  # fmt: skip
# How much worse than elsewhere people feel, as a shift of weight towards the first option.
_WORSE: Mapping[str, float] = {"130112": 1.5, "130102": 1.3, "130105": 1.1, "130101": 0.6}
_WORSE_FOR = ("safety_day", "safety_night", "shots_heard", "crime_trend")
_PROPOSALS = (
    "Más luz en los parques y en los paraderos.",
    "Que los patrulleros pasen también de madrugada.",
    "Talleres de fútbol y de música para los adolescentes.",
    "Que haya dónde entregar armas sin dar el nombre.",
    "Reuniones de las juntas vecinales con la comisaría cada mes.",
)
# What they speak of, by the words that suggest it.
PROPOSED: Mapping[tuple[str, ...], Text] = {
    ("luz",): Text("Más iluminación", "More lighting"),
    ("patrull",): Text("Más patrullaje", "More patrols"),
    ("taller", "adolesc"): Text("Actividades para adolescentes", "Activities for adolescents"),
    ("armas",): Text("Entrega de armas", "Handing in weapons"),
    ("junta", "comisaria"): Text("Trabajo con la comisaría", "Work with the police station"),
}
_SAYS_SOMETHING, _SKIPS, _DOES_NOT_KNOW = 0.12, 0.03, 0.05  # shares of people


def simulated_answers(questionnaire: Questionnaire) -> Iterator[list[tuple[str, str]]]:
    """Submissions of ``PEOPLE`` made-up people, as form fields."""
    random = np.random.default_rng(_SEED)
    for _ in range(PEOPLE):
        district = _drawn(random, list(_DISTRICTS), list(_DISTRICTS.values()))
        yield [
            (field, value)
            for question in questionnaire.questions
            for field in question.fields
            for value in _answer(random, question, district)
        ]


def _answer(random: np.random.Generator, question: Question, district: str) -> list[str]:
    if question.kind == "place":
        return [district]
    if random.random() < _SKIPS:
        return []
    if DONT_KNOW in question.non_answers and random.random() < _DOES_NOT_KNOW:
        return [DONT_KNOW]
    if question.kind == "text":
        return [str(random.choice(_PROPOSALS))] if random.random() < _SAYS_SOMETHING else []
    if question.kind == "multiple":
        return _several(random, question)
    weights = _weights(question, district)
    options = [option.id for option in question.options]
    if question.kind == "ranking":
        return [str(one) for one in random.choice(options, len(options), False, weights)]
    return [_drawn(random, options, weights)]


def _weights(question: Question, district: str) -> list[float]:
    count = len(question.options)
    weights = list(_WEIGHTS.get(question.id, range(count + 2, 2, -1)))
    if question.id in _WORSE_FOR:
        weights[0] *= _WORSE.get(district, 1)
    return [weight / sum(weights) for weight in weights]


def _several(random: np.random.Generator, question: Question) -> list[str]:
    alone = [option.id for option in question.options if option.exclusive]
    if alone and random.random() < 0.4:
        return [alone[0]]
    several = [option.id for option in question.options if not option.exclusive]
    most = min(question.max_choices or 3, len(several))
    chosen = random.choice(several, int(random.integers(1, most + 1)), replace=False)
    return [str(one) for one in chosen]


def _drawn(random: np.random.Generator, options: Sequence[str], weights: Sequence[float]) -> str:
    shares = np.array(weights, float)
    return str(random.choice(options, p=shares / shares.sum()))
