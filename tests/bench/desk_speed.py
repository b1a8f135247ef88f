"""One edit at the desk: what the server does from the form that comes in to the page that goes out.

    python -m tests.bench.desk_speed [rounds]

Each edit types into another question of a draft with 15, 150 or 300 questions that have five
options each and conditions on what comes before, is checked, saved and shown again, on SQLite on
the disk. Meant: under 200 ms at 150 questions.
"""

import re
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from consult.accounts.staff import add_staff, ensure_programme
from consult.app import create_app
from consult.consultations.create import Plan, create
from consult.db import furnish, writing
from consult.questionnaire.document import Option, Question, Questionnaire, Section
from consult.questionnaire.text import Text
from tests.bench.crowd import machine

HERE = "/staff/consultations/c-desk/builder"
PASSWORD = "un gato en la ventana"


def questionnaire(number: int) -> Questionnaire:
    options = tuple(Option(f"o{i}", Text(f"Opción {i}", f"Option {i}")) for i in range(5))
    questions = [
        Question(
            f"q{i}",
            "single",
            Text(f"¿Cómo le va en el lugar {i}?", f"How do you fare at place {i}?"),
            options=options,
            non_answers=("_dk", "_refused"),
            when={"selected": [f"q{i - 1}", "o1"]} if i % 3 == 2 else None,
        )
        for i in range(number)
    ]
    title = Text("Lugares", "Places")
    parts = [questions[i : i + 15] for i in range(0, number, 15)]
    sections = tuple(Section(f"s{i}", title, tuple(part)) for i, part in enumerate(parts))
    return Questionnaire("desk", title, title, title, sections)


def signed_in(folder: Path, number: int) -> FlaskClient:
    app = create_app({"INSTANCE": folder, "SECRET_KEY": "x" * 64})
    with app.app_context():
        furnish()
        with writing() as session:
            here = ensure_programme(session, "Uno", "One")
            add_staff(session, "rosa@example.org", ["facilitator"], PASSWORD, here)
            create(
                session, "x", here.id, Plan(questionnaire(number), "c-desk"), app.config["CLOCK"]()
            )
    client = app.test_client()
    page = client.get("/staff/sign-in").text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    form = {"csrf_token": token, "email": "rosa@example.org", "password": PASSWORD}
    assert client.post("/staff/sign-in", data=form).status_code == 302
    return client


def edit(client: FlaskClient, part: str, words: str) -> float:
    """The seconds of processor time that one edit takes the server."""
    page = client.get(f"{HERE}/{part}").text
    hidden = dict(re.findall(r'name="(csrf_token|mark)"[^>]*value="([^"]+)"', page))
    lines = {f"options-{i}-{what}": f"{what}{i}" for i in range(5) for what in ("es", "en")}
    ids = {f"options-{i}-id": f"o{i}" for i in range(5)}
    form = {**hidden, **lines, **ids, "text_es": words, "text_en": words, "kind": "single"}
    began = time.process_time()
    answer = client.post(f"{HERE}/{part}", data=form, headers={"HX-Request": "true"})
    took = time.process_time() - began
    assert answer.status_code == 200 and words in answer.text, answer.status_code
    return took


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    print(machine())
    for number in (15, 150, 300):
        with tempfile.TemporaryDirectory() as folder:
            client = signed_in(Path(folder), number)
            edit(client, "q0", "para calentar")
            took = sorted(edit(client, f"q{i % number}", f"Palabras {i}") for i in range(rounds))
            middle, slowest = median(took) * 1000, took[-1] * 1000
            print(f"{number:4} questions: {middle:6.0f} ms, slowest {slowest:.0f}")
    print("meant: under 200 ms at 150 questions")


if __name__ == "__main__":
    main()
