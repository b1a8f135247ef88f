"""What a tablet of the house says inside each form: that staff set it up for this consultation.

It is the same on every tablet and never expires, since a closed consultation takes no answer: so it
tells nothing of a device, a facilitator or a day, and no answer is lost by its age.
"""

import hmac


class Tablets:
    """Marks consultations for tablets, and knows its marks again."""

    def __init__(self, secret: str) -> None:
        self._key = secret.encode()

    def mark(self, consultation_id: int) -> str:
        """What a tablet carries in the field ``_field`` of its form."""
        return hmac.digest(self._key, b"consult tablet %d" % consultation_id, "sha256").hex()

    def carry(self, consultation_id: int, given: str | None) -> bool:
        """Whether a form came from a tablet that was set up for this consultation."""
        if given is None:
            return False
        return hmac.compare_digest(given.encode(), self.mark(consultation_id).encode())
