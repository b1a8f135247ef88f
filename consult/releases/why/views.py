"""One page for everybody; what the reader picks in the example travels in the address."""

from flask import Blueprint, render_template, request

from consult.releases.why.example import YESTERDAY, exact, rounded
from consult.tables.catalogue import sentence
from consult.tables.rounding import BASE

why = Blueprint("why", __name__, template_folder="templates")
_USUAL = BASE - 1  # how far a count may be from the true one where nothing forces more


@why.get("/why")
def show() -> str:
    asked = request.args.get("answered", "no")
    answered = asked if asked in YESTERDAY else "no"
    return render_template(
        "why/show.html",
        answered=answered,
        exact=exact(answered),
        rounded=rounded(answered),
        sentences={
            code: sentence(code, {"D": _USUAL})
            for code in ("zero", "hidden", "comparing", "more_exact")
        },
        step=BASE,
    )
