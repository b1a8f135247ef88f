"""The style of the page, written out in every page: nothing is loaded besides the document."""

from importlib.resources import files

import minify

STYLE = minify.string(
    "text/css", files("consult.page").joinpath("page.css").read_text(encoding="utf-8")
)
