"""From a questionnaire to the files of a release, by command lines alone."""

import csv
import io
import json
import shutil
from dataclasses import replace

import pytest
from flask_babel import force_locale

from consult.app import create_app
from consult.cli.simulated import simulated_answers
from consult.consultations.publish import ELSEWHERE
from consult.consultations.published import find
from consult.db import writing
from consult.questionnaire.reading import with_places, write_document
from consult.questionnaire.shipped import TRUJILLO, shipped
from consult.releases.freeze import give_up, request_release
from consult.releases.models import StoredRelease
from consult.tables.stored import from_bytes, to_bytes
from consult.web.refusal import Refusal

SHORT = shipped()["neighbourhood_safety_short"]


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "short.json"
    path.write_text(json.dumps(write_document(SHORT)), "utf-8")
    return path


@pytest.fixture
def answers(tmp_path):
    """The answers of 1,240 made-up people, as a spreadsheet saves them."""
    fields = [field for question in SHORT.questions for field in question.fields]
    out = io.StringIO(newline="")
    rows = csv.DictWriter(out, fields, delimiter=";")
    rows.writeheader()
    for pairs in simulated_answers(with_places(SHORT, [*TRUJILLO, ELSEWHERE])):
        row: dict[str, str] = {}
        for field, value in pairs:
            row[field] = f"{row[field]} {value}" if field in row else value
        rows.writerow(row)
    path = tmp_path / "answers.csv"
    path.write_text("\ufeff" + out.getvalue(), "utf-8")
    return path


def answered(consult, file, tmp_path, rows):
    """An open consultation `barrio` in which these rows of district and sex were answered."""
    consult("init")
    consult("consultation", "create", "barrio", "--questionnaire", file)
    consult("consultation", "open", "barrio")
    sheet = tmp_path / "answers.csv"
    sheet.write_text("\n".join(["district,sex", *rows]), "utf-8")
    consult("answers", "import", "barrio", sheet)


def test_the_whole_way(consult, file, answers, tmp_path):
    assert consult("init").code == 0
    assert consult("consultation", "create", "barrio", "--questionnaire", file).code == 0
    assert json.loads(consult("consultation", "list", "--json").out)[0]["state"] == "draft"
    assert consult("consultation", "open", "barrio").code == 0
    imported = consult("answers", "import", "barrio", answers, "--json")
    assert json.loads(imported.out) == {"imported": 1240, "faults": []}
    (listed,) = json.loads(consult("consultation", "list", "--json").out)
    assert (listed["state"], listed["version"], listed["answers"]) == ("open", 1, 1240)
    assert len(listed["districts"]) == 12

    assert consult("release", "create", "barrio", "--rehearse").code == 0
    made = consult("release", "create", "barrio", "--json")
    assert (made.code, json.loads(made.out)) == (0, {"release": 1})
    audited = consult("release", "audit", "barrio", "1", "--json")
    assert (audited.code, json.loads(audited.out)["proof"]) == (0, True)

    folders = [tmp_path / name for name in ("once", "twice")]
    for folder in folders:
        assert consult("release", "export", "barrio", "1", "--out", folder).code == 0
    names = {"tables.csv", "tables-excel.csv", "tables.xlsx", "codebook.csv", "about.json"}
    assert {path.name for path in folders[0].iterdir()} == names
    assert all((folders[0] / n).read_bytes() == (folders[1] / n).read_bytes() for n in names)

    again = consult("release", "create", "barrio")
    assert again.code == 1 and "no. 2 are not due yet" in again.err[0]
    assert consult("release", "create", "barrio", "--rehearse").err == again.err
    assert consult("consultation", "close", "barrio").code == 0
    assert consult("consultation", "open", "barrio").code == 1


def test_the_verdict_on_faulty_rows(consult, file, tmp_path):
    consult("init")
    consult("consultation", "create", "barrio", "--questionnaire", file)
    consult("consultation", "open", "barrio")
    sheet = tmp_path / "faulty.csv"
    sheet.write_text("district,sex\n130102,f\nlima,f\n130102,both\n", "utf-8")
    refused = consult("answers", "import", "barrio", sheet)
    assert refused.code == 1
    assert [line.partition(":")[0] for line in refused.err[1:]] == [
        "row 3, column district",
        "row 4, column sex",
    ]
    assert json.loads(consult("consultation", "list", "--json").out)[0]["answers"] == 0
    kept = consult("answers", "import", "barrio", sheet, "--skip-faulty")
    assert (kept.code, len(kept.err)) == (0, 2)
    assert json.loads(consult("consultation", "list", "--json").out)[0]["answers"] == 1


@pytest.mark.parametrize(
    ("rows", "says"),
    [([], "no answers"), (["130102,f"] * 3, "more"), (["130102,f"] * 60, None)],
    ids=["none", "three", "all in one district"],
)
def test_a_release_of_few_answers(consult, file, tmp_path, rows, says):
    answered(consult, file, tmp_path, rows)
    made = consult("release", "create", "barrio")
    assert made.code == (0 if says is None else 1), made.err
    if says:
        assert says in " ".join(made.err).lower()


def test_a_release_that_was_tampered_with_does_not_pass(consult, file, tmp_path):
    answered(consult, file, tmp_path, ["130102,f"] * 60)
    consult("release", "create", "barrio")
    with create_app().app_context(), writing() as session:
        stored = session.query(StoredRelease).one()
        release = from_bytes(stored.body)
        first = release.questions[0]
        counts = {by: ((5, *rows[0][1:]), *rows[1:]) for by, rows in first.counts.items()}
        forged = replace(release, questions=(replace(first, counts=counts), *release.questions[1:]))
        stored.body = to_bytes(forged)
    told = consult("release", "audit", "barrio", "1")
    assert told.code == 1 and len(told.err) > 1
    assert json.loads(consult("release", "audit", "barrio", "1", "--json").out)["proof"] is False


def test_a_release_whose_work_failed_is_told_and_asked_for_again(consult, file, tmp_path):
    answered(consult, file, tmp_path, ["130102,f"] * 60)
    app = create_app()
    with app.app_context():
        now = app.config["CLOCK"]()
        with writing() as session:
            asked = request_release(session, "ana", find(session, "barrio"), None, now)
        with force_locale("en"), writing() as session, pytest.raises(Refusal, match="prepared"):
            request_release(session, "ana", find(session, "barrio"), None, now)
        give_up(asked.id)
    assert consult("release", "export", "barrio", "1", "--out", tmp_path).code == 1
    assert json.loads(consult("release", "create", "barrio", "--json").out) == {"release": 1}
    assert consult("release", "audit", "barrio", "1").code == 0


def test_the_next_results_stand_on_those_before(consult, file, tmp_path):
    answered(consult, file, tmp_path, ["130102,f"] * 60)
    consult("release", "create", "barrio")
    consult("answers", "import", "barrio", tmp_path / "answers.csv")
    assert "district*sex" in consult("release", "create", "barrio", "--by", "sex").err[0]
    made = consult("release", "create", "barrio", "--json")
    assert (made.code, json.loads(made.out)) == (0, {"release": 2})
    assert consult("release", "audit", "barrio", "2").code == 0
    with create_app().app_context(), writing() as session:
        first, second = session.query(StoredRelease).order_by(StoredRelease.number)
        first.body = second.body  # which the second does not follow
    told = consult("release", "audit", "barrio", "2")
    assert told.code == 1 and "do not follow" in told.err[1]


def test_the_attack_takes_in_the_results_before(consult, tmp_path):
    asked = (question for question in SHORT.questions if question.role in ("district", "sex"))
    few = replace(SHORT, sections=(replace(SHORT.sections[0], questions=tuple(asked)),))
    file = tmp_path / "few.json"
    file.write_text(json.dumps(write_document(few)), "utf-8")
    answered(consult, file, tmp_path, ["130102,f"] * 60)
    consult("release", "create", "barrio")
    consult("answers", "import", "barrio", tmp_path / "answers.csv")
    consult("release", "create", "barrio")
    one, both = (
        json.loads(consult("release", "audit", "barrio", number, "--attack", "--json").out)
        for number in ("1", "2")
    )
    assert both["narrower"] == [] and both["cells"] == 3 * one["cells"]  # each, and the growth


@pytest.mark.parametrize("keys", [True, False])
def test_results_are_not_made_again_in_a_house_that_was_restored(consult, file, tmp_path, keys):
    """The ring stays where it is; or it is lost with the rest, and so is what it knew."""
    answered(consult, file, tmp_path, ["130102,f"] * 60)
    assert consult("backup", tmp_path / "before").code == 0
    consult("release", "create", "barrio")
    house, ring = tmp_path / "instance", tmp_path / "instance" / "keys"
    for database in house.glob("consult.db*"):
        database.unlink()
    if not keys:
        shutil.rmtree(ring)
    assert consult("restore", tmp_path / "before").code == 0
    again = consult("release", "create", "barrio")
    found = json.loads(consult("doctor", "--json").out)
    codes = {one["code"] for one in found["findings"]}
    assert again.code == int(keys)
    assert ("results_lost" in codes) == keys
    if keys:
        assert "Restore the newest backup" in again.err[0]


def test_the_demonstration_goes_on_after_somebody_tried_it(consult, file):
    assert consult("demo", "--no-serve").code == 0
    assert consult("consultation", "create", "mine", "--questionnaire", file).code == 0
    assert consult("demo", "--no-serve").code == 0
    listed = json.loads(consult("consultation", "list", "--json").out)
    assert [(row["slug"], row["state"]) for row in listed] == [("demo", "open"), ("mine", "draft")]
    assert consult("release", "audit", "demo", "1").code == 0
    assert consult("demo", "--no-serve", "--reset").code == 0
    assert len(json.loads(consult("consultation", "list", "--json").out)) == 1


def test_no_demonstration_in_a_house_that_is_in_use(consult):
    consult("init")
    consult("staff", "add", "ana@example.org", "--role", "admin", "--password-stdin")
    told = consult("demo", "--no-serve")
    assert told.code == 1 and "--instance" in told.err[0]
