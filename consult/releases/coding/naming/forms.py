"""What whoever names a theme types."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length

from consult.consultations.forms import Words
from consult.questionnaire.text import Text
from consult.releases.coding.models import LONGEST_NAME, Theme

NEW = "new"


class Naming(FlaskForm):
    """The words of one theme. ``code`` parts its fields from those of the others on the page."""

    name_es = Words(_("Name in Spanish"), [Length(max=LONGEST_NAME)])
    name_en = Words(_("Name in English"), [Length(max=LONGEST_NAME)])
    keywords = StringField(_("Words that suggest it, parted by commas"), [Length(max=500)])

    def __init__(self, code: str, **kwargs: object) -> None:
        super().__init__(prefix=f"{code}-", **kwargs)

    @classmethod
    def of(cls, theme: Theme) -> "Naming":
        """As the theme is."""
        words = ", ".join(theme.keywords)
        return cls(
            theme.code, formdata=None, name_es=theme.name_es, name_en=theme.name_en, keywords=words
        )

    @property
    def name(self) -> Text:
        return Text(self.name_es.data or "", self.name_en.data or "")
