"""Only the names that this service is known by are answered, before anything else is."""

from collections.abc import Iterable, Sequence
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.sansio.utils import get_host, host_is_trusted
from werkzeug.wrappers import Response

_FOR_MACHINES = ("/healthz", "/readyz")  # asked by address, and told to anybody alike
_UNKNOWN = "Este servicio no responde a ese nombre. / This service does not answer to that name.\n"


class KnownHosts:
    """WSGI middleware that answers 400 to a request for a host that is not one of ``hosts``."""

    def __init__(self, app: WSGIApplication, hosts: Sequence[str]) -> None:
        self._app, self._hosts = app, list(hosts)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        scheme, name = environ["wsgi.url_scheme"], environ.get("HTTP_HOST", "")
        host = get_host(scheme, name.lower().removesuffix("."))
        if environ.get("PATH_INFO") in _FOR_MACHINES or host_is_trusted(host, self._hosts):
            return self._app(environ, start_response)
        return Response(_UNKNOWN, 400, content_type="text/plain; charset=utf-8")(
            environ, start_response
        )
