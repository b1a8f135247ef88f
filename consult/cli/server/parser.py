"""A request as it arrives: what could be read in two ways is refused, and nothing grows on."""

from waitress.parser import HTTPRequestParser, ParsingError
from waitress.receiver import ChunkedReceiver
from waitress.utilities import BadRequest

from consult.cli.server.limits import Limits
from consult.web.locale import STAFF

_CONTROL_LINE = 1024  # bytes between two chunks, or after the last


class Parser(HTTPRequestParser):
    """waitress' parser, with framing as strict as a proxy in front may be."""

    adj: Limits
    completed: bool
    path: str

    def received(self, data: bytes) -> int:
        """Take in what has arrived and return how many bytes of it belong to this request."""
        consumed: int = super().received(data)
        if not self.completed and self.chunked and _babbles(self.body_rcv):
            self.error, self.completed = BadRequest("Chunk without an end"), True
        if self.completed:  # nothing more is wanted: waitress would wait for a body that is none
            self.expect_continue = False
        return consumed

    def parse_header(self, header_plus: bytes) -> None:
        """Read line and headers. Raises ParsingError."""
        try:
            super().parse_header(header_plus)
        except ValueError as odd:  # an address or a length that Python itself gives up on
            raise ParsingError("Odd header") from odd
        _refuse_ambiguous(self)
        if self.chunked and header_plus.lower().count(b"chunked") > 1:
            raise ParsingError("Chunked twice")
        if self.path.startswith(STAFF) and self._is_large() and self._may_be_a_file():
            self.adj = self.adj.upload

    def _is_large(self) -> bool:
        return self.chunked or self.content_length >= self.adj.max_request_body_size

    def _may_be_a_file(self) -> bool:
        return self.adj.uploads(self.path, self.headers.get("COOKIE", ""))


def _refuse_ambiguous(request: HTTPRequestParser) -> None:
    """Two servers in a row that disagree where a request ends let one hide in another."""
    headers = request.headers
    if request.version not in ("1.0", "1.1"):
        raise ParsingError("Unknown version")
    if request.chunked and "CONTENT_LENGTH" in headers:
        raise ParsingError("Two lengths")
    if "TRANSFER_ENCODING" in headers:  # waitress leaves it there where it has not obeyed it
        raise ParsingError("Transfer-Encoding before HTTP/1.1")
    if request.version == "1.1" and (not headers.get("HOST") or "," in headers["HOST"]):
        raise ParsingError("Not exactly one Host")


def _babbles(body: ChunkedReceiver) -> bool:
    return len(body.control_line) + len(body.trailer) > _CONTROL_LINE
