"""Files handed out as they are by the least application there is, on the same server.

python -m tests.bench.bare_page serve --host H --port P; BENCH_PAGE is a pickle of Files.
"""

import os
import pickle
from collections.abc import Mapping
from pathlib import Path

from tests.bench.serving import serve

Files = Mapping[str, tuple[list[tuple[str, str]], bytes]]  # headers and body, by path
_READY: Files = {"/readyz": ([("Content-Length", "0")], b"")}


def handing_out(files: Files):
    files = {**_READY, **files}

    def app(environ, start_response):
        headers, body = files[environ["PATH_INFO"]]
        start_response("200 OK", headers)
        return [body]

    return app


if __name__ == "__main__":
    serve(handing_out(pickle.loads(Path(os.environ["BENCH_PAGE"]).read_bytes())))
