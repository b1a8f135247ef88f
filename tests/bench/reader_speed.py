"""How fast one phone's answers are read and encoded, beside the plain way and beside WTForms.

.venv/bin/python -m tests.bench.reader_speed
"""

import time
from itertools import islice
from statistics import median

from werkzeug.datastructures import MultiDict
from wtforms import Form, SelectField, SelectMultipleField, StringField
from wtforms.validators import AnyOf, Length, Optional

from consult.cli.simulated import simulated_answers
from consult.consultations.publish import ELSEWHERE
from consult.questionnaire.answers import read_answers
from consult.questionnaire.compiled import Reader
from consult.questionnaire.reading import with_places
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.tables.columns import encode, layout
from consult.tables.encoder import Encoder
from tests.bench.crowd import machine

ROUNDS, TIMES, PEOPLE = 7, 300, 300
QUESTIONNAIRE = with_places(shipped()["neighbourhood_safety"], [*TRUJILLO, ELSEWHERE])
COLUMNS = layout(QUESTIONNAIRE)


def main() -> None:
    print(machine())
    one = first_options()
    said = read_answers(QUESTIONNAIRE, one)
    assert not said.faults and wtform(one)
    tell(f"one option each, {len(one)} fields", [one] * TIMES)
    tell("simulated people", list(islice(simulated_answers(QUESTIONNAIRE), PEOPLE)))
    encoder = Encoder(COLUMNS)
    plain = timed(lambda said: encode(COLUMNS, said.answers, said.asked), [said] * TIMES)
    fast = timed(lambda said: encoder.encode(said.answers, said.asked), [said] * TIMES)
    print(f"encode: plain {plain:.1f} us, compiled {fast:.1f} us, {plain / fast:.1f}x")


def tell(title, bodies):
    plain = timed(lambda pairs: read_answers(QUESTIONNAIRE, pairs), bodies)
    cold = timed(Reader(QUESTIONNAIRE).read, bodies, rounds=1)
    reader = Reader(QUESTIONNAIRE)
    warm, naive = timed(reader.read, bodies), timed(wtform, bodies)
    print(
        f"read, {title}: plain {plain:.1f} us, compiled {warm:.1f} us (at first {cold:.1f}),"
        f" WTForms {naive:.1f} us; {plain / warm:.1f}x plain, {naive / warm:.1f}x WTForms"
    )


def timed(act, bodies, rounds=ROUNDS):
    """Microseconds of this process's time for each body: the median of the rounds."""
    spent = []
    for _ in range(rounds):
        start = time.process_time()
        for body in bodies:
            act(body)
        spent.append((time.process_time() - start) / len(bodies) * 1e6)
    return median(spent)


def first_options():
    """The body that the promised figures are of."""
    pairs = []
    for asked in QUESTIONNAIRE.questions:
        place = 1 if asked.kind == "grid" else 0
        if asked.options:
            pairs += [(field, asked.options[place].id) for field in asked.fields]
    return pairs


def _field(asked):
    choices = [(id_, id_) for id_ in (*(o.id for o in asked.options), *asked.non_answers)]
    if asked.kind == "text":
        return StringField(validators=[Optional(), Length(max=asked.max_length or 1000)])
    if asked.kind in ("multiple", "ranking"):
        return SelectMultipleField(choices=choices)
    known = [id_ for id_, _ in choices]
    return SelectField(choices=choices, validators=[Optional(), AnyOf(known)])


FORM = type(
    "Answers",
    (Form,),
    {field: _field(asked) for asked in QUESTIONNAIRE.questions for field in asked.fields},
)


def wtform(pairs):
    """The usual way, the class made once for the version; it knows no skip logic."""
    return FORM(MultiDict(pairs)).validate()


if __name__ == "__main__":
    main()
