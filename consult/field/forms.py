"""What whoever asks people hands in."""

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired


class QueueFile(FlaskForm):
    """The file that a tablet saved."""

    file = FileField(_("File of sealed answers"), [FileRequired(_("Choose the file."))])
