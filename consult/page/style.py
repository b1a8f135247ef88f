"""The style of the pages, written out in each: nothing is loaded besides the document."""

from importlib.resources import files

import minify


def _small(name: str) -> str:
    source = files("consult.page").joinpath(name).read_text(encoding="utf-8")
    return minify.string("text/css", source)


STYLE = _small("page.css")
REVIEW_STYLE = _small("review.css")
TABLET_STYLE = _small("tablet.css")
