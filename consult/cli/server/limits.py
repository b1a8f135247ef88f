"""How much the built-in server takes, and from whom."""

import select
from copy import copy

from waitress.adjustments import Adjustments

from consult.accounts.uploads import Judge
from consult.config import LARGEST_BODY, LARGEST_UPLOAD
from consult.web.process import allow_open_files

_THREADS = 32  # the more wait for one commit, the less each costs: 1.2 times what 16 take in
_CONNECTIONS = 2000
_OTHER_FILES = 256  # database, keys, logs, libraries
_CONNECTIONS_OF_SELECT = 480  # Windows has no poll, and its select takes 512
_HEADER = 32 * 1024  # bytes
# Above ours, so that our own pages answer a body that is too large, each in its own words.
_PUBLIC_BODY = 4 * LARGEST_BODY
_UPLOAD = LARGEST_UPLOAD + _PUBLIC_BODY
_IN_MEMORY = 2 * _PUBLIC_BODY  # only an upload goes through a file


class Limits(Adjustments):
    """What waitress is told. ``upload`` are the limits of what ``uploads`` says may be a file.

    Raises ValueError for a host or a port that there cannot be.
    """

    def __init__(self, host: str, port: int, *, behind_proxy: bool, uploads: Judge) -> None:
        super().__init__(
            host=host,
            port=port,
            threads=_THREADS,
            connection_limit=_connections(),
            max_request_header_size=_HEADER,
            max_request_body_size=_PUBLIC_BODY,
            inbuf_overflow=_IN_MEMORY,
            asyncore_use_poll=True,
            clear_untrusted_proxy_headers=not behind_proxy,
            log_socket_errors=False,  # a phone that goes away is no fault
            ident=None,
        )
        self.uploads = uploads
        self.upload = copy(self)
        self.upload.max_request_body_size = _UPLOAD


def _connections() -> int:
    if not hasattr(select, "poll"):
        return _CONNECTIONS_OF_SELECT
    files = allow_open_files(_CONNECTIONS + _OTHER_FILES)
    return max(files - _OTHER_FILES, files // 2)
