"""The pages on which a questionnaire is written, checked and published."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_security import current_user
from werkzeug.wrappers import Response as Answer

from consult.accounts.may import guard
from consult.consultations.builder import arranging
from consult.consultations.builder.desk import Desk
from consult.consultations.builder.drafting import (
    START,
    Collision,
    draft_of,
    keep,
    locked,
    part_of,
    save_part,
    undo,
)
from consult.consultations.builder.forms import PasteForm
from consult.consultations.builder.typed import read
from consult.consultations.by_slug import the
from consult.consultations.models import Consultation
from consult.db import db, writing
from consult.questionnaire.bank import bank, matching
