"""Staff: who they are, how they sign in, what each may do, and the record of what was done."""

from flask import Flask

from consult.accounts import views  # noqa: F401  # hangs its address on the blueprint
from consult.accounts.security import init_security
from consult.accounts.sessions import init_sessions
from consult.accounts.uploads import init_uploads


def init_accounts(app: Flask) -> None:
    init_uploads(app)  # first: who asks for the token of a form reads all of it
    init_sessions(app)
    init_security(app)
