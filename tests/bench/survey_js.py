"""The same questions for SurveyJS, and its files as a careful host would serve them.

Everything is at its lightest: minified, without fonts or the Spanish of its own buttons, one
question on a screen, questions and start script inside the document, brotli made beforehand.
"""

import json
import subprocess
import tempfile
from pathlib import Path
from string import Template
from typing import cast

import brotli

from consult.questionnaire.document import Expression, Question, Questionnaire
from consult.questionnaire.text import Language, Text
from consult.questionnaire.wording import NON_ANSWER_WORDS
from tests.bench.bare_page import Files

VERSION = "2.5.38"
_FOLDER = Path(tempfile.gettempdir()) / f"consult-bench-survey-js-{VERSION}"  # kept between runs
_PACKAGES = ("survey-core", "survey-js-ui")
_FILES = {
    "survey-core/survey-core.fontless.min.css": "text/css",
    "survey-core/survey.core.min.js": "text/javascript",
    "survey-js-ui/survey-js-ui.min.js": "text/javascript",
}
_TYPES = {
    "place": "radiogroup",
    "single": "radiogroup",
    "scale": "radiogroup",
    "multiple": "checkbox",
    "grid": "matrix",
    "ranking": "ranking",
    "text": "comment",
}
# Usable once a click on the first question's input has become an answer.
_DOCUMENT = Template("""<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/survey-core.fontless.min.css">
<script defer src="/survey.core.min.js"></script>
<script defer src="/survey-js-ui.min.js"></script>
</head>
<body>
<div id="survey"></div>
<script type="module">
const survey = new Survey.Model($model);
let taken = false;
survey.onValueChanged.add(() => { taken = true; });
survey.render(document.getElementById("survey"));
const tap = () => {
  document.querySelector("#survey input[type=radio]")?.click();
  if (taken) performance.mark("usable"); else requestAnimationFrame(tap);
};
tap();
</script>
</body>
</html>
""")


def files(questionnaire: Questionnaire, language: Language) -> Files:
    """The document at ``/`` and what it asks for, each compressed already."""
    if not (_FOLDER / "node_modules").exists():
        _install()
    found: dict[str, tuple[list[tuple[str, str]], bytes]] = {
        "/": _file("text/html", brotli.compress(document(questionnaire, language).encode()))
    }
    for name, kind in _FILES.items():
        file = _FOLDER / "node_modules" / name
        found[f"/{file.name}"] = _file(kind, _compressed(file))
    return found


def document(questionnaire: Questionnaire, language: Language) -> str:
    made = json.dumps(model(questionnaire, language), ensure_ascii=False, separators=(",", ":"))
    return _DOCUMENT.substitute(
        language=language, title=questionnaire.title.get(language), model=made
    )


def model(questionnaire: Questionnaire, language: Language) -> dict[str, object]:
    """The questionnaire as SurveyJS has it; only of what the shipped one uses."""
    return {
        "title": questionnaire.title.get(language),
        "description": questionnaire.intro.get(language),
        "completedHtml": questionnaire.thanks.get(language),
        "questionsOnPageMode": "questionPerPage",
        "pages": [
            {
                "name": section.id,
                "title": section.title.get(language),
                "elements": [
                    _element(question, questionnaire, language) for question in section.questions
                ],
            }
            for section in questionnaire.sections
        ],
    }


def _element(
    question: Question, questionnaire: Questionnaire, language: Language
) -> dict[str, object]:
    element: dict[str, object] = {
        "type": _TYPES[question.kind],
        "name": question.id,
        "title": question.text.get(language),
    }
    if question.hint:
        element["description"] = question.hint.get(language)
    if question.when:
        element["visibleIf"] = _condition(question.when, questionnaire)
    offered = [(option.id, option.text) for option in question.options]
    choices = _named(
        [*offered, *((id_, NON_ANSWER_WORDS[id_]) for id_ in question.non_answers)], language
    )
    if question.kind == "grid":
        rows = [(row.id, row.text) for row in question.rows]
        return element | {"columns": choices, "rows": _named(rows, language)}
    if question.kind == "ranking":
        element["selectToRankEnabled"] = True
    if question.max_choices:
        element["maxSelectedChoices"] = question.max_choices
    if question.max_length:
        element["maxLength"] = question.max_length
    return element | {"choices": choices} if choices else element


def _named(pairs: list[tuple[str, Text]], language: Language) -> list[dict[str, str]]:
    return [{"value": id_, "text": text.get(language)} for id_, text in pairs]


def _condition(tree: Expression, questionnaire: Questionnaire) -> str:
    [(name, argument)] = tree.items()
    if name == "not":
        return f"!({_condition(cast(Expression, argument), questionnaire)})"
    if name == "answered":
        return f"{{{argument}}} notempty"
    if name == "selected":
        field, option = cast(list[str], argument)
        several = questionnaire.by_id[field].kind == "multiple"
        return f"{{{field}}} {'contains' if several else '='} '{option}'"
    parts = [f"({_condition(part, questionnaire)})" for part in cast(list[Expression], argument)]
    return {"all": " and ", "any": " or "}[name].join(parts)


def _install() -> None:
    _FOLDER.mkdir(mode=0o700, exist_ok=True)
    wanted = [f"{package}@{VERSION}" for package in _PACKAGES]
    quietly = ("--silent", "--no-audit", "--no-fund", "--ignore-scripts")
    subprocess.run(["npm", "install", *quietly, "--prefix", _FOLDER, *wanted], check=True)


def _compressed(file: Path) -> bytes:
    """The file at brotli 11, which takes seconds, made once."""
    made = file.with_name(f"{file.name}.br")
    if not made.exists():
        made.write_bytes(brotli.compress(file.read_bytes(), quality=11))
    return made.read_bytes()


def _file(kind: str, body: bytes) -> tuple[list[tuple[str, str]], bytes]:
    return [
        ("Content-Type", f"{kind}; charset=utf-8"),
        ("Content-Encoding", "br"),
        ("Content-Length", str(len(body))),
    ], body
