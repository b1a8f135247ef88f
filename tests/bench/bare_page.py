"""One page handed out by the least application there is, on the same server.

python -m tests.bench.bare_page serve --host H --port P; BENCH_PAGE is a pickle of headers and body.
"""

import os
import pickle
from pathlib import Path

from tests.bench.serving import serve


def handing_out(headers: list[tuple[str, str]], body: bytes):
    def app(environ, start_response):
        start_response("200 OK", headers)
        return [body]

    return app


if __name__ == "__main__":
    serve(handing_out(*pickle.loads(Path(os.environ["BENCH_PAGE"]).read_bytes())))
