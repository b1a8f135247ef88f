"""What stands on the page of keying besides the answers, whose judge is the questionnaire."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, SubmitField
from wtforms.validators import InputRequired, NumberRange, Regexp
from wtforms.widgets import HiddenInput

_MOST_IN_A_SITTING = 9999


class KeyedPaper(FlaskForm):
    """One form. Under its ``id`` it is stored once, however often it is sent.

    ``sitting`` counts the forms keyed in on this page before. Enter presses the first button, which
    stores nothing, so that without a script no half of a form goes in.
    """

    id = HiddenField(validators=[Regexp(r"[A-Za-z0-9_-]{22,64}\Z")])
    version = IntegerField(validators=[InputRequired()], widget=HiddenInput())
    sitting = IntegerField(
        validators=[InputRequired(), NumberRange(0, _MOST_IN_A_SITTING)], widget=HiddenInput()
    )
    look = SubmitField(_("Check without storing"))
    store = SubmitField(_("Store"))
