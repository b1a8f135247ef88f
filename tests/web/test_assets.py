"""Files named by their content are kept for good; others are asked for again."""

import pytest
from flask import Flask, url_for


@pytest.mark.parametrize(
    ("endpoint", "filename"),
    [("web.static", "staff.css"), ("bootstrap.static", "css/bootstrap.min.css")],
)
def test_a_file_is_kept_under_its_hash(app: Flask, endpoint: str, filename: str) -> None:
    with app.test_request_context():
        address = url_for(endpoint, filename=filename)
    client = app.test_client()
    with client.get(address) as kept, client.get(address.partition("?")[0]) as asked:
        assert kept.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert asked.headers["Cache-Control"] == "no-cache"
        assert asked.headers["ETag"]
