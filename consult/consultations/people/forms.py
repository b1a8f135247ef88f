"""What somebody chooses who invites a colleague."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField

from consult.accounts.models import Role
from consult.accounts.security import ROLE_NAMES

HERE, EVERYWHERE = "here", "everywhere"


class Invite(FlaskForm):
    """What a colleague may do, and how far."""

    role = RadioField(_("What the colleague may do"))
    scope = RadioField(_("Where"), default=HERE)

    def __init__(self, roles: Sequence[Role], *, everywhere: bool) -> None:
        super().__init__()
        self.role.choices = [(role, ROLE_NAMES[role]) for role in roles]
        if not self.is_submitted():
            self.role.data = next(iter(roles), None)
        self.scope.choices = [(HERE, _("In this consultation only"))]
        if everywhere:
            self.scope.choices += [(EVERYWHERE, _("In every consultation of the programme"))]
        else:
            del self.scope

    @property
    def is_for_all(self) -> bool:
        return "scope" in self and self.scope.data == EVERYWHERE
