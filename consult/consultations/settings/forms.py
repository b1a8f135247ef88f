"""What facilitators set: who may answer, the days, the ways to answer, the targets."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
)
from wtforms.validators import NumberRange, Optional

from consult.consultations.boxes import Boxes
from consult.consultations.forms import AGES
from consult.consultations.models import Consultation
from consult.consultations.places import Districts
from consult.consultations.settings.change import Wish

MOST_HOPED_FOR = 1_000_000
CHANNEL_NAMES = {
    "phone": _("On their own phone, by the link"),
    "assisted": _("With a tablet that somebody brings"),
    "paper": _("On paper, keyed in later"),
}


class Target(Form):
    """How many answers are hoped for in one district."""

    district = HiddenField()
    number = IntegerField(
        validators=[
            Optional(),
            NumberRange(0, MOST_HOPED_FOR, _("Write a whole number, or leave it empty.")),
        ],
        render_kw={"inputmode": "numeric", "min": 0},
    )


class Settings(FlaskForm):
    """All of them together, as one page shows and saves them."""

    opens_on = DateField(_("Opens on"), [Optional()])
    closes_on = DateField(_("Last day"), [Optional()])
    channels = Boxes(_("Ways to answer"), _("Leave at least one way to answer."))
    minimum_age = SelectField(_("Who may answer"), coerce=int)
    targets = FieldList(FormField(Target))

    def __init__(self, consultation: Consultation) -> None:
        hoped = [
            {"district": id_, "number": consultation.targets.get(id_)}
            for id_ in consultation.districts
        ]
        kept = {name: getattr(consultation, name) for name in Wish.__dataclass_fields__}
        super().__init__(data=kept | {"targets": hoped})
        self._kept = kept
        self.channels.choices = list(CHANNEL_NAMES.items())
        self.minimum_age.choices = list(AGES.items())
        for name in frozen(consultation):
            del self[name]

    def wish(self) -> Wish:
        """What is wished for: what was not asked stays as it is."""
        asked = {name: self[name].data for name in self._kept if name in self}
        hoped = {line["district"]: line["number"] for line in self.targets.data}
        hoped = self._kept["targets"] | hoped
        asked["targets"] = {id_: number for id_, number in hoped.items() if number}
        return Wish(**(self._kept | asked))


def frozen(consultation: Consultation) -> list[str]:
    """The fields that what has happened since has settled."""
    settled = ["minimum_age"] if consultation.opened_at else []
    settled += ["opens_on"] if consultation.state != "draft" else []
    return settled + (["closes_on"] if consultation.state == "closed" else [])


class Where(FlaskForm):
    """The districts of a consultation."""

    districts = Districts(_("Districts"))
