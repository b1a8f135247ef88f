"""Staff: who they are, how they sign in, what each may do, and the record of what was done."""

from flask import Flask

from consult.accounts.security import init_security
from consult.accounts.sessions import init_sessions


def init_accounts(app: Flask) -> None:
    init_sessions(app)
    init_security(app)
