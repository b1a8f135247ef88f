"""How fast one phone's answers are read and encoded, beside the plain way and beside WTForms.

.venv/bin/python -m tests.bench.reader_speed
"""

import time
from itertools import islice
from statistics import median

from werkzeug.datastructures import MultiDict

from consult.cli.simulated import simulated_answers
from consult.questionnaire.answers import read_answers
from consult.questionnaire.compiled import Reader
from consult.tables.columns import encode, layout
from consult.tables.encoder import Encoder
from tests.bench.crowd import machine
from tests.bench.naive import form_of
from tests.bench.residents import QUESTIONNAIRE

ROUNDS, TIMES, PEOPLE = 7, 300, 300
COLUMNS = layout(QUESTIONNAIRE)
FORM = form_of(QUESTIONNAIRE)


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


def wtform(pairs):
    """The usual way, the class made once for the version; it knows no skip logic."""
    return FORM(MultiDict(pairs)).validate()


if __name__ == "__main__":
    main()
