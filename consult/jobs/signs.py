"""Leave the sign of a chore: one row that many runners write."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from consult.jobs.models import RunnerSign

_INSERT = {dialect.dialect.name: dialect.insert for dialect in (sqlite, postgresql)}


def sign_anew(session: Session, name: str, failure: str, hour: datetime | None) -> None:
    """Write how a chore went; an hour of None leaves the last good one as it stands.

    One statement: two runners that sign for the first time at once would both find nothing.
    """
    said = {"failure": failure} if hour is None else {"failure": failure, "hour": hour}
    sign = _INSERT[session.get_bind().dialect.name](RunnerSign).values(name=name, **said)
    session.execute(sign.on_conflict_do_update(index_elements=[RunnerSign.name], set_=said))
