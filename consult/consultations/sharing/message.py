"""What is sent from phone to phone. A list of chats shows its first words: they say nothing."""

from collections.abc import Iterable, Mapping

from consult.consultations.sharing.words import both
from consult.page.words import N_
from consult.questionnaire.text import Language

# Translators: sent in a chat; its first words and its link show on a locked phone.
_MESSAGE = N_(
    "Hello. Your opinion counts: answer on your phone, without giving your name and without"
    " installing anything. %(address)s Open it where nobody looks at your screen."
)


def messages(address: str, languages: Iterable[Language]) -> Mapping[Language, str]:
    """The message in each of some languages. The address of the English one asks for English."""
    addresses = {"es": address, "en": f"{address}?lang=en"}
    return {one: both(_MESSAGE, address=addresses[one]).get(one) for one in languages}
