"""Room on the disks, and whether they are ours: SQLite cannot rely on locks over a network."""

import re
from collections.abc import Iterator
from pathlib import Path

from flask import current_app
from flask_babel import lazy_gettext as _

from consult.cli.doctor.finding import Finding
from consult.web.health import LEAST_FREE, free_bytes, sqlite_file

MOUNTS = Path("/proc/mounts")
_OVER_A_NETWORK = re.compile(
    r"nfs4?|cifs|smb\d?|smbfs|9p|afs|ceph|glusterfs|lustre|davfs2?|vboxsf|ncpfs|"
    r"fuse\.(sshfs|rclone|s3fs|glusterfs|cephfs|davfs2?|smbnetfs)"
)
_MEGABYTE = 1024 * 1024


def look_at_disks() -> Iterator[Finding]:
    database = sqlite_file(current_app)
    size = sum(path.stat().st_size for path in _files(database)) if database else 0
    needed = {current_app.config[name]: LEAST_FREE for name in ("INSTANCE", "KEYS")}
    if database:
        needed[database.parent] = LEAST_FREE + 2 * size
    for folder, least in needed.items():
        if (free := free_bytes(folder)) < least:
            yield Finding(
                "disk_small",
                _(
                    "Only %(free)s MB are free at %(folder)s, and %(least)s MB are needed: "
                    "VACUUM and backups take twice the size of the database.",
                    free=free // _MEGABYTE,
                    least=least // _MEGABYTE,
                    folder=folder,
                ),
                _("Make room, or move the instance to a larger disk."),
            )
    if database and (kind := _kind_of_disk(database.parent)):
        yield Finding(
            "network_disk",
            _("The database is on a network disk (%(kind)s): its locks may not hold.", kind=kind),
            _("Move the instance to a disk of this machine, or use PostgreSQL."),
        )


def _files(database: Path) -> Iterator[Path]:
    return database.parent.glob(f"{database.name}*")


def _kind_of_disk(folder: Path) -> str | None:
    """The kind of file system where it is one over a network. Known on Linux only."""
    if not MOUNTS.exists():
        return None
    mounts = [line.split() for line in MOUNTS.read_text("utf-8", "replace").splitlines()]
    above = [fields for fields in mounts if folder.is_relative_to(_unescaped(fields[1]))]
    *_rest, (_device, _point, kind, *_options) = sorted(above, key=lambda fields: len(fields[1]))
    return kind if _OVER_A_NETWORK.fullmatch(kind) else None


def _unescaped(point: str) -> str:
    """A space in a path is written \\040 there."""
    return re.sub(r"\\([0-7]{3})", lambda octal: chr(int(octal[1], 8)), point)
