"""Pages and files of the demonstration's release: server time, through the WSGI application.

    python -m tests.bench.download_speed [rounds]

The first column is the first time that somebody asks for a file of which nothing is kept; the
others are every time after that, for a coordinator who is signed in, on SQLite on the disk.
Meant: under 50 ms for what is kept.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

from flask.testing import FlaskClient

from consult.app import create_app
from consult.releases.files import FILES
from tests.bench.crowd import machine

ONE = "/staff/consultations/demo/releases/1"
PAGES = (ONE, f"{ONE}/safety_night?by=district", f"{ONE}/pack?lang=es")
_COORDINATOR = "coordinador@example.org"
_MEANT = 50  # ms


def signed_in(folder: Path) -> FlaskClient:
    """A coordinator of the demonstration, whose release is made and of which no file is."""
    program = Path(sys.executable).parent / "consult"
    told = [str(program), "demo", "--no-serve", "--instance", str(folder)]
    subprocess.run(told, check=True, capture_output=True)
    client = create_app({"INSTANCE": folder}).test_client()
    page = client.get("/staff/sign-in").text
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]+)"', page)[0]
    password = json.loads((folder / "demo-sign-ins.json").read_text())[_COORDINATOR]
    form = {"csrf_token": token, "email": _COORDINATOR, "password": password}
    assert client.post("/staff/sign-in", data=form).status_code == 302
    return client


def fetched(client: FlaskClient, address: str) -> tuple[float, int]:
    """Milliseconds until the whole answer is there, and how large it is."""
    began = time.perf_counter()
    answer = client.get(address)
    size = len(answer.data)
    took = 1000 * (time.perf_counter() - began)
    assert answer.status_code == 200, address
    return took, size


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    print(machine())
    with tempfile.TemporaryDirectory() as folder:
        client, within = signed_in(Path(folder)), True
        for address in (*(f"{ONE}/files/es/{name}" for name in FILES), *PAGES):
            first, size = fetched(client, address)
            took = sorted(fetched(client, address)[0] for _round in range(rounds))
            middle, most = median(took), took[int(0.95 * (rounds - 1))]
            within = within and most < _MEANT
            print(
                f"{address.removeprefix(ONE) or '/':32}{size / 1024:8,.0f} kB   first "
                f"{first:7,.0f} ms   then {middle:5.1f} ms, 95 % within {most:5.1f} ms"
            )
    print(f"meant: under {_MEANT} ms: {'kept' if within else 'MISSED'}")


if __name__ == "__main__":
    main()
