"""Only the names that this service is known by are answered, before anything else is."""

import re
from collections.abc import Iterable, Sequence
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.wrappers import Response

from consult.config import UnsafeSetting

_FOR_MACHINES = ("/healthz", "/readyz")  # asked by address, and told to anybody alike
_LABEL = r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"
_HOST = re.compile(  # a name or an address, and its port
    rf"({_LABEL}(?:\.{_LABEL}){{0,31}}|\[[0-9a-f:.]{{2,45}}\])\.?(?::[0-9]{{1,5}})?"
)
_UNKNOWN = (
    "Este servicio no responde a ese nombre. No se guardó nada.\n"
    "This service does not answer to that name. Nothing was stored.\n"
)


class KnownHosts:
    """WSGI middleware that answers 400 to a request for a host that is not one of ``hosts``.

    Ports and the case of letters do not matter. A host that begins with a dot stands for all names
    below it, and for itself. Without any, every name is answered that can be one. Raises
    UnsafeSetting.
    """

    def __init__(self, app: WSGIApplication, hosts: Sequence[str]) -> None:
        self._app, self._any = app, not hosts
        self._below = tuple(f".{_as_sent(host[1:])}" for host in hosts if host.startswith("."))
        self._names = {_as_sent(host.removeprefix(".")) for host in hosts}

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
        host = environ.get("HTTP_HOST")
        name = _name(host) if host else ""
        if self._any:
            return bool(name) or not host  # HTTP/1.0 knows no hosts
        return name in self._names or name.endswith(self._below)


def _name(host: str) -> str:
    """The host in lower case, without its port and a final dot; empty where it is none."""
    found = _HOST.fullmatch(host.lower())
    return found[1] if found else ""


def _as_sent(host: str) -> str:
    """The name of a host that was set, as browsers send it: in ASCII. Raises UnsafeSetting."""
    try:
        name = _name(".".join(part.encode("idna").decode() for part in host.split(".")))
    except UnicodeError:
        name = ""
    if not name:
        raise UnsafeSetting(f"CONSULT_HOSTS: {host!r} is no host name.")
    return name
