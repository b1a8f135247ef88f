"""Something to mend: what is wrong and how to mend it, in either language."""

from dataclasses import dataclass

from flask_babel import LazyString, force_locale

from consult.questionnaire.text import LANGUAGES


@dataclass(frozen=True)
class Finding:
    """``code`` is what scripts go by; the two sentences are for people."""

    code: str
    wrong: LazyString
    mend: LazyString | str

    @property
    def line(self) -> str:
        """Both sentences in the language in force."""
        return f"{self.wrong} {self.mend}"

    @property
    def in_both(self) -> dict[str, object]:
        """For ``--json``: ``{"code", "message": {"es", "en"}, "mend": {"es", "en"}}``."""
        message, mend = {}, {}
        for language in LANGUAGES:
            with force_locale(language):
                message[language], mend[language] = str(self.wrong), str(self.mend)
        return {"code": self.code, "message": message, "mend": mend}
