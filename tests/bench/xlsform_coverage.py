"""How much of a folder of XLSForms is imported, and what is in the way of the rest.

    python tests/bench/xlsform_coverage.py FOLDER [--dropped]

One line a file: questions found, those imported, the share, seconds. Then the share of all; of all
but those that there is no kind of question for, which are what repeats, media, places and lists in
other files; and of those, without what hangs on what repeats. Then the reasons that rows were left
out or changed, by how many; ``--dropped`` prints each with its place.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from consult.questionnaire.catalogue import sentence
from consult.questionnaire.faults import Fault
from consult.questionnaire.file import read_questionnaire_file

_NO_KIND = (
    "xls_repeat",
    "xls_media",
    "xls_place",
    "xls_type",
    "xls_from_file",
    "xls_matrix",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--dropped", action="store_true")
    chosen = options.parse_args()
    found = imported = 0
    codes: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    for path in sorted(chosen.folder.glob("*.xlsx")):
        start = time.perf_counter()
        read = read_questionnaire_file(path.name, path.read_bytes())
        took = time.perf_counter() - start
        found, imported = found + read.found, imported + read.imported
        print(f"{_share(read.found, read.imported)} {took:6.2f} s  {path.name[:100]}")
        codes.update(fault.code for fault in read.faults if fault.severity == "dropped")
        reasons.update(f"{fault.severity:8} {fault.code}" for fault in read.faults)
        if chosen.dropped:
            for fault in read.faults:
                if fault.severity == "dropped":
                    print("   ", _line(fault))
    print(_share(found, imported))
    had = found - sum(codes[code] for code in _NO_KIND)
    print(_share(had, imported), "of the kinds that there are")
    print(_share(had - codes["xls_of_repeat"], imported), "of those, but for what hangs on repeats")
    for reason, times in reasons.most_common():
        print(f"{times:6} {reason}")


def _share(found: int, imported: int) -> str:
    return f"{found:5} {imported:5} {100 * imported / max(found, 1):6.1f} %"


def _line(fault: Fault) -> str:
    return f"{fault.sheet} {fault.row} {fault.column}: {sentence(fault.code, fault.params).en}"


if __name__ == "__main__":
    main()
