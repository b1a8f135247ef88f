"""XLSForm, the spreadsheet in which most of the field writes its questionnaires: in and out.

A form is imported in part where it must be: ``importing`` says what was left, and why. What XLSForm
has no word for is exported in columns whose names begin with ``consult_``.
"""

from consult.questionnaire.xlsform.exporting import write_xlsform
from consult.questionnaire.xlsform.importing import XlsformRead, read_xlsform

__all__ = ["XlsformRead", "read_xlsform", "write_xlsform"]
