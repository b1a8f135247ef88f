"""The style of the page, written out in every page: nothing is loaded besides the document."""

import re
from importlib.resources import files


def minified(css: str) -> str:
    """The same style without comments and spaces. No string in it may hold either."""
    bare = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    single = re.sub(r"\s+", " ", bare)
    return re.sub(r" ?([{};,>]) ?|(?<=:) ", r"\1", single).replace(";}", "}").strip()


STYLE = minified(files("consult.page").joinpath("page.css").read_text(encoding="utf-8"))
