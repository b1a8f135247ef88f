"""What stands in a log: kinds and places, whoever writes it, and never what anybody sent."""

import io
import logging
import subprocess
import sys

import pytest

from consult.web.log import keep_people_out

CANARY = "canary 192.0.2.7"


@pytest.fixture
def written():
    """What a plain handler, as any server may set one up, writes; the logger and the factory go."""
    factory, paper = logging.getLogRecordFactory(), io.StringIO()
    handler = logging.StreamHandler(paper)
    logging.getLogger().addHandler(handler)
    yield paper
    logging.getLogger().removeHandler(handler)
    logging.setLogRecordFactory(factory)


def fail() -> None:
    try:
        int(CANARY)
    except ValueError as error:
        raise RuntimeError(CANARY) from error


def log_all_kinds() -> None:
    try:
        fail()
    except RuntimeError:
        logging.getLogger("consult.jobs").exception("A chore failed.")
        logging.getLogger("consult").exception("Exception on %s", CANARY)
        logging.getLogger("waitress").exception("Exception while serving %s", CANARY)
        logging.getLogger("gunicorn.error").exception("Error handling request")
    logging.getLogger("waitress").error("uncaptured python exception, closing channel " + CANARY)
    logging.getLogger("waitress.queue").warning("Task queue depth is 3")


def test_an_exception_is_told_without_its_words(written):
    keep_people_out()
    log_all_kinds()
    said = written.getvalue()
    assert "canary" not in said and "192" not in said and "depth" not in said
    assert said.count("builtins.ValueError") == said.count("builtins.RuntimeError") == 4
    assert said.count(f"{__file__}:") >= 8  # where to look is there
    assert "A chore failed." in said


def test_an_ordinary_log_would_tell(written):
    logging.setLogRecordFactory(logging.LogRecord)
    log_all_kinds()
    assert written.getvalue().count("canary") > 4


PROGRAM = """
import logging
from flask import Flask
from consult.web.log import keep_people_out
keep_people_out()
app = Flask("consult")
@app.post("/c/<slug>")
def fail(slug):
    raise ValueError("canary")
print(app.test_client().post("/c/canary?canary", data="canary").status_code)
logging.getLogger("waitress").warning("total open connections reached the connection limit")
"""


def test_in_a_new_process_a_line_has_no_time_and_no_path():
    told = subprocess.run(
        [sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=True
    )
    lines = told.stderr.splitlines()
    assert told.stdout == "500\n" and "canary" not in told.stderr
    assert lines[0] == "ERROR consult: A request or its connection failed."
    assert lines[1] == "builtins.ValueError" and all(line[:2] == "  " for line in lines[2:-1])
    assert lines[-1].startswith("WARNING waitress: total open connections")
