"""What stands between a consultation and the street."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from flask_babel import gettext as _
from flask_babel import ngettext

from consult.consultations.models import Consultation
from consult.consultations.sharing.shown import shown
from consult.questionnaire.check import check
from consult.questionnaire.text import LANGUAGES


def missing(consultation: Consultation, address: str) -> list[str]:
    """A sentence for each thing that is still to be done before anything is handed out."""
    return [*_of_the_consultation(consultation), *_of_the_address(address)]


def _of_the_consultation(consultation: Consultation) -> Iterator[str]:
    if consultation.state == "draft":
        faults = check(shown(consultation))
        if errors := sum(fault.severity == "error" for fault in faults):
            yield ngettext(
                "%(num)s fault of the questionnaire has to be mended.",
                "%(num)s faults of the questionnaire have to be mended.",
                errors,
            )
        yield _("The consultation is not open: until then its link answers nothing.")
    if len(shown(consultation).languages) < len(LANGUAGES):
        yield _("English is not complete: all of it is in Spanish alone.")
    if not consultation.helplines:
        yield _("There are no helplines: who needs help finds no number.")


def _of_the_address(address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if _is_near(parts.hostname or ""):
        yield _(
            "The link leads to this computer or its network only. "
            "Open this page under the public address before you print."
        )
    elif parts.scheme != "https":
        yield _("The link is not secure (HTTPS): phones cannot keep what they could not send.")


def _is_near(host: str) -> bool:
    """Whether a name means something here only."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host or host.endswith((".local", ".localhost", ".test", ".lan"))
