"""A file read in a process of its own: what a hostile one breaks or fills is not ours.

The process gets the bytes on its standard input and none of our settings, may take MEMORY and
SECONDS, writes no file, and answers with JSON. At most AT_ONCE of them run for one of ours.
"""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from threading import BoundedSemaphore
from typing import Any

from consult.questionnaire.faults import Fault, fault_as_json, fault_from_json
from consult.questionnaire.file import QuestionnaireFile, read_questionnaire_file
from consult.questionnaire.reading import read_document, write_document
from consult.questionnaire.text import LANGUAGES, Language

SECONDS = 10
MEMORY = 1 << 30  # bytes of address space, where the platform can limit it
AT_ONCE = 2
_WAIT = 2.0  # seconds for a place to become free
_NEEDED = ("PATH", "PYTHONPATH", "SYSTEMROOT", "LD_LIBRARY_PATH", "LANG", "TZ")
_places = BoundedSemaphore(AT_ONCE)


def read_apart(name: str, content: bytes, language: Language | None = None) -> QuestionnaireFile:
    """What ``read_questionnaire_file`` says of the bytes, as far as it comes. Never raises."""
    if not _places.acquire(timeout=_WAIT):
        return QuestionnaireFile(None, [Fault("xls_busy")])
    try:
        answer = _answer(name, content, language)
    finally:
        _places.release()
    return _read_back(answer) if answer else QuestionnaireFile(None, [Fault("xls_too_slow")])


def _answer(name: str, content: bytes, language: Language | None) -> Mapping[str, Any] | None:
    """What the process answers; None if it was killed or gave up."""
    kind = ".json" if name.lower().endswith(".json") else ".xlsx"
    command = [sys.executable, "-P", "-m", "consult.questionnaire.apart", kind, language or ""]
    settings = {key: os.environ[key] for key in _NEEDED if key in os.environ}
    try:
        done = subprocess.run(  # noqa: S603 - our own module, and nothing of the file in its words
            command,
            input=content,
            capture_output=True,
            timeout=SECONDS,
            check=True,
            env=settings | {"OPENBLAS_NUM_THREADS": "1"},
        )
        answer: Mapping[str, Any] = json.loads(done.stdout)
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    return answer


def _read_back(answer: Mapping[str, Any]) -> QuestionnaireFile:
    document = answer["document"]
    questionnaire, _ = read_document(document) if document else (None, [])
    faults = [fault_from_json(fault) for fault in answer["faults"]]
    languages = tuple(code for code in LANGUAGES if code in answer["languages"])
    return QuestionnaireFile(questionnaire, faults, answer["found"], answer["imported"], languages)


def _limit_this_process() -> None:
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))


def main() -> None:
    """What the process does."""
    _limit_this_process()
    name, language = sys.argv[1:3]
    read = read_questionnaire_file(
        name, sys.stdin.buffer.read(), language if language in LANGUAGES else None
    )
    document = write_document(read.questionnaire) if read.questionnaire else None
    answer = {
        "document": document,
        "faults": [fault_as_json(fault) for fault in read.of_reading],
        "found": read.found,
        "imported": read.imported,
        "languages": read.languages,
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main()
