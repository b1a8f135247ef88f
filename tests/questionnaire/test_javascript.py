"""Skip logic in the browser holds what it holds on the server: the shared cases, and drawn ones."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from consult.questionnaire.document import TODAY, Answers, Value
from consult.questionnaire.expressions import evaluate
from consult.questionnaire.reading import write_expression
from tests.questionnaire.drawn import fields, rules
from tests.questionnaire.test_expressions import CASES, value

HERE = Path(__file__).parent
HOW_TO_GET_IT = "No Node.js here. On Debian or Ubuntu: apt-get install nodejs"

days = st.dates(date(2023, 12, 30), date(2025, 3, 1))
said = st.dictionaries(
    fields,
    st.sampled_from(["yes", "no", "1", "a", "_dk", "_refused", ("a",), ("1", "b")])
    | st.decimals(-999, 999, places=2)
    | days,
    max_size=5,
)
# Nobody answers what day it is: whoever asks puts a date there, or nothing.
answers = st.builds(dict.__or__, said, st.dictionaries(st.just(TODAY), days, max_size=1))


@pytest.fixture(scope="module")
def node() -> str:
    found = shutil.which("node")
    if found is None:
        refuse = pytest.fail if os.environ.get("CONSULT_TEST_BROWSER") == "require" else pytest.skip
        refuse(HOW_TO_GET_IT)
    return str(found)


@pytest.fixture(scope="module")
def engine(node: str) -> Iterator["subprocess.Popen[str]"]:
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([node, HERE / "asked.js"], **pipes) as running:
        yield running


def plain(answer: Value) -> object:
    """As the browser reads it from the form."""
    if isinstance(answer, Decimal):
        return float(answer)
    return answer.isoformat() if isinstance(answer, date) else answer


def as_read(given: Answers) -> dict[str, object]:
    return {field: plain(answer) for field, answer in given.items()}


def test_the_shared_cases_in_a_test_runner(node: str) -> None:
    run = [node, "--test", "--test-reporter=tap", HERE / "cases.test.js"]
    done = subprocess.run(run, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert f"# pass {len(CASES)}\n" in done.stdout
    assert "# fail 0\n" in done.stdout


@pytest.mark.browser
def test_the_shared_cases_in_a_browser(phone: Page) -> None:
    script = files("consult.page").joinpath("script")

    def module(route) -> None:
        name = route.request.url.rpartition("/")[2] or "route.js"
        source = script.joinpath(name).read_text("utf-8")
        route.fulfill(body=source, content_type="text/javascript")

    phone.route("http://script.test/**", module)
    phone.goto("http://script.test/")
    asked = [
        [case["expression"], as_read({name: value(v) for name, v in case["answers"].items()})]
        for case in CASES
    ]
    found = phone.evaluate(
        """async (asked) => {
          await import("http://script.test/reckoning.js");
          const { holds } = await import("http://script.test/route.js");
          return asked.map(([rule, answers]) => holds(rule, answers));
        }""",
        asked,
    )
    assert found == [case["expected"] for case in CASES]


@settings(max_examples=900, deadline=None)
@given(rules, answers)
def test_both_say_the_same_of_whatever_is_drawn(
    engine: "subprocess.Popen[str]", rule: dict[str, object], given_: Answers
) -> None:
    assert engine.stdin and engine.stdout
    question = {"rule": write_expression(rule), "answers": as_read(given_)}
    engine.stdin.write(json.dumps(question) + "\n")
    engine.stdin.flush()
    assert json.loads(engine.stdout.readline()) is evaluate(rule, given_)
