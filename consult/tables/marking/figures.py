"""Numbers and addresses of the net that lead to one person."""

import re
from collections.abc import Iterator

from phonenumbers import Leniency, PhoneNumberMatcher

from consult.tables.marking.words import Span, folded

# Each begins only where a run of its letters begins, so that a long run is read once.
_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,30}){0,4}"
    r"|\b\w{2,40} ?\(?arroba\)? ?\w{2,20}(?: ?(?:\.|punto) ?com)?"
)
_URL = re.compile(
    r"(?:https?://|www\.)\S+"
    r"|(?<![\w@.-])[\w-]{1,60}(?:\.[\w-]{1,60}){0,3}\.(?:com|pe|org|net|me|info)(?:/\S*)?(?![\w-])"
)
_HANDLE = re.compile(r"(?<![\w@.])@[\w.]{2,30}")
_ACCOUNT = re.compile(
    r"\bmi (?:face|facebook|fb|insta|instagram|ig|tiktok|tik tok)\s?(?:es|:|esta como)\s?"
    r"(\w[\w.]{1,30})"
)
_DNI = re.compile(r"(?<!\d)(?:\d{8}|\d{2}[. ]\d{3}[. ]\d{3})(?!\d)")
_CALLED_DNI = re.compile(r"\bdni\W{0,3}(?:n\w{0,5}\W{1,3})?(?:es\W)?(\d{7,9})(?!\d)")
_RUC = re.compile(r"(?<!\d)(?:10|15|17|20)\d{9}(?!\d)")
_RUC_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_MOBILE = re.compile(r"(?<!\d)(?:\+?51[ .-]?)?9(?:[ .-]?\d){8}(?!\d)")
_DIGITS = re.compile(r"[\d+(][\d ().+-]{5,30}")
_PLATE = re.compile(
    r"(?<![\w-])(?:[a-z]\d[a-z][ -]?\d{3}|[a-z]{3}-\d{3}|[a-z]{2}\d-\d{3}|\d{4}-[a-z]{2}"
    r"|[a-z]{2}-\d{4,5})(?![\w-])"
)
_CALLED_PLATE = re.compile(
    r"\bplacas?\W{1,3}(?:(?:de|es|nro|numero|la)\W{1,3}){0,2}"
    r"((?=[a-z -]{0,5}\d)[a-z0-9]{1,4}[- ]?[a-z0-9]{2,4})(?!\w)"
)


def emails(text: str) -> Iterator[Span]:
    return (found.span() for found in _EMAIL.finditer(folded(text)))


def urls(text: str) -> Iterator[Span]:
    return (found.span() for found in _URL.finditer(folded(text)))


def handles(text: str) -> Iterator[Span]:
    plain = folded(text)
    yield from (found.span() for found in _HANDLE.finditer(plain))
    yield from (found.span(1) for found in _ACCOUNT.finditer(plain))


def rucs(text: str) -> Iterator[Span]:
    """The eleven digits of a taxpayer, where the last is the check digit of the others."""
    for found in _RUC.finditer(text):
        *digits, check = map(int, found[0])
        total = sum(weight * digit for weight, digit in zip(_RUC_WEIGHTS, digits, strict=True))
        if (11 - total % 11) % 10 == check:
            yield found.span()


def dnis(text: str) -> Iterator[Span]:
    plain = folded(text)
    yield from (found.span() for found in _DNI.finditer(plain))
    yield from (found.span(1) for found in _CALLED_DNI.finditer(plain))


def phones(text: str) -> Iterator[Span]:
    """Mobiles however their digits are parted, and whatever else is a number in Peru."""
    yield from (found.span() for found in _MOBILE.finditer(text))
    for digits in _DIGITS.finditer(text):
        for found in PhoneNumberMatcher(digits[0], "PE", leniency=Leniency.VALID):
            yield digits.start() + found.start, digits.start() + found.end


def plates(text: str) -> Iterator[Span]:
    plain = folded(text)
    yield from (found.span() for found in _PLATE.finditer(plain))
    yield from (found.span(1) for found in _CALLED_PLATE.finditer(plain))
