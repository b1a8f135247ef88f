"""What may stand in a log: which kind of thing failed and where, and nothing that anybody sent.

The message of an exception may quote an answer, and what a server says of a request names its
address; so an exception is told by its kind and its places in the code, whoever formats it.
"""

import logging
from traceback import walk_tb
from types import TracebackType

_record = logging.getLogRecordFactory()
# What waitress may say in its own words.
_HARMLESS = ("total open connections", "%d thread(s) still", "Canceling %d pending")
_FAILED = "A request or its connection failed."


def keep_people_out() -> None:
    """For all loggers of this process, those of the server and of Flask included.

    Nor is there a time on a line, where nobody has said how lines are to look: what failed was
    somebody's answer.
    """
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s")
    logging.setLogRecordFactory(_impersonal)
    logging.getLogger("waitress.queue").setLevel(logging.CRITICAL)  # a full room is no fault


def _impersonal(*args: object, **more: object) -> logging.LogRecord:
    record = _record(*args, **more)
    if record.exc_info and record.exc_info[1]:
        record.exc_text = _told(record.exc_info[1])
    if record.name == "consult" or record.name == "waitress":
        _forget_the_request(record)
    return record


def _forget_the_request(record: logging.LogRecord) -> None:
    """Flask and waitress name the path, and sometimes the address, in their messages."""
    if not str(record.msg).startswith(_HARMLESS):
        record.msg, record.args = _FAILED, None


def _told(error: BaseException) -> str:
    """The kinds of an exception and of those behind it, each with its places in the code."""
    behind = error.__cause__ or error.__context__
    lines = [] if behind is None else [_told(behind)]
    kind = type(error)
    lines.append(f"{kind.__module__}.{kind.__qualname__}")
    lines += [f"  {place}" for place in _places(error.__traceback__)]
    return "\n".join(lines)


def _places(trace: TracebackType | None) -> list[str]:
    return [
        f"{frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
        for frame, line in walk_tb(trace)
    ]
