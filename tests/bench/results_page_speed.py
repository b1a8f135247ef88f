"""The pages of a stored release through WSGI, beside a bare application that hands out their bytes.

    python -m tests.bench.results_page_speed [rounds]

The release is that of the demonstration: some 35 tables by six breakdowns. Meant: under 50 ms of
server time for each page. The first request of a process reads the release and compiles templates.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from consult.app import create_app
from tests.bench.crowd import machine

ONE = "/staff/consultations/demo/releases/1"
PAGES = (
    "/c/demo/results?lang=es",
    "/c/demo/results/1/safety_night?by=district",
    ONE,
    f"{ONE}?find=policia",
    f"{ONE}/safety_night?by=district",
    f"{ONE}/unsafe_reasons?by=district*sex",
    f"{ONE}/main-findings",
    "/why",
)


def demonstration(folder: Path) -> FlaskClient:
    """A coordinator in front of the demonstration, made anew."""
    program = Path(sys.executable).with_name("consult")
    command = [str(program), "demo", "--no-serve", "--instance", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    email, password = re.findall(r"coordinator: (\S+)  (\S+)", said)[0]
    client = create_app({"INSTANCE": folder, "KEYS": folder / "keys"}).test_client()
    page = client.get("/staff/sign-in").text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    form = {"csrf_token": token, "email": email, "password": password}
    assert client.post("/staff/sign-in", data=form).status_code == 302
    return client


def bare(body: bytes) -> FlaskClient:
    app = Flask("bare")
    app.add_url_rule("/", view_func=lambda: body)
    return app.test_client()


def timed(ask: Callable[[], object]) -> float:
    begun = time.perf_counter()
    ask()
    return (time.perf_counter() - begun) * 1e3


def main(rounds: str = "25") -> None:
    print(f"{machine()}; load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="consult-bench-") as made:
        client = demonstration(Path(made))
        for address in PAGES:
            first = timed(lambda at=address: client.get(at))
            body = client.get(address).data
            other = bare(body)
            ours, theirs = [], []
            for _ in range(int(rounds)):
                ours.append(timed(lambda at=address: client.get(at)))
                theirs.append(timed(lambda one=other: one.get("/")))
            print(
                f"{address:<64}{len(body):9,} bytes   first {first:5.0f} ms   "
                f"median {median(ours):5.1f} ms   most {max(ours):5.1f} ms   "
                f"{median(ours) / median(theirs):5.1f}x bare"
            )


if __name__ == "__main__":
    main(*sys.argv[1:])
