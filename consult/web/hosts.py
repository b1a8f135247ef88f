"""Only the names that this service is known by are answered, before anything else is."""

import re
from collections.abc import Iterable, Sequence
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

_FOR_MACHINES = ("/healthz", "/readyz")  # asked by address, and told to anybody alike
_HOST = re.compile(r"([^:@/\s\[\]]+|\[[0-9a-f:.]+\])(:[0-9]{1,5})?")  # a name or [address], a port
_UNKNOWN = (
    "Este servicio no responde a ese nombre. No se guardó nada.\n"
    "This service does not answer to that name. Nothing was stored.\n"
)


class KnownHosts:
    """WSGI middleware that answers 400 to a request for a host that is not one of ``hosts``.

    Ports and the case of letters do not matter. A host that begins with a dot stands for all names
    below it, and for itself.
    """

    def __init__(self, app: WSGIApplication, hosts: Sequence[str]) -> None:
        self._app = app
        names = [_as_sent(_name(host)) for host in hosts]
        self._below = tuple(name for name in names if name.startswith("."))
        self._names = {name.removeprefix(".") for name in names if name}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if environ.get("PATH_INFO") in _FOR_MACHINES or self._is_known(environ):
            return self._app(environ, start_response)
        return Response(_UNKNOWN, 400, content_type="text/plain; charset=utf-8")(
            environ, start_response
        )

    def _is_known(self, environ: WSGIEnvironment) -> bool:
        """A proxy that does not set the scheme itself passes on whatever it was told."""
        if environ["wsgi.url_scheme"] not in ("http", "https"):
            return False
        name = _name(environ.get("HTTP_HOST", ""))
        return name in self._names or name.lstrip(".").endswith(self._below)


def _name(host: str) -> str:
    """The host in lower case, without its port and a final dot; empty where it is none."""
    found = _HOST.fullmatch(host.lower())
    return found[1].removesuffix(".") if found else ""


def _as_sent(name: str) -> str:
    """The name as browsers send it: in ASCII."""
    return ".".join(part.encode("idna").decode() for part in name.split("."))
