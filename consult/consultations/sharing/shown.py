"""What residents are asked, or will be asked once the consultation is open."""

from consult.consultations.builder.drafting import draft_of
from consult.consultations.models import Consultation
from consult.consultations.publish import places
from consult.consultations.published import questionnaire_of
from consult.questionnaire.document import Questionnaire
from consult.questionnaire.editing import tidy
from consult.questionnaire.reading import with_places


def shown(consultation: Consultation) -> Questionnaire:
    """The latest version; before there is one, the draft as it would be published."""
    if consultation.versions:
        return questionnaire_of(consultation.versions[-1])
    return with_places(tidy(draft_of(consultation)), places(consultation))
