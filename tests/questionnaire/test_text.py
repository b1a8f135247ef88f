"""Text as it is kept."""

import sys
import unicodedata

from consult.questionnaire.text import _BIDI, _unreadable, clean


def test_what_is_printable_needs_no_look_at_each_character():
    """The short way of ``clean`` says what the long one does, whatever the character."""
    printable = [chr(code) for code in range(sys.maxunicode + 1) if chr(code).isprintable()]
    assert len(printable) > 100_000
    assert not [c for c in printable if _unreadable(c) or ord(c) in _BIDI or c in "\r\n"]
    assert clean(" sen\u0303or ") == unicodedata.normalize("NFC", "señor")
