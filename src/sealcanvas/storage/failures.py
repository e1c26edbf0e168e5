"""Tells failures of the store that pass (a full disk, a lock held too long) from faults of ours."""

import errno

from sqlalchemy.exc import DBAPIError

from sealcanvas.storage.blob_store import BlobsUnavailable
from sealcanvas.storage.commit_group import CommitFailed

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
# Primary result codes of SQLite (sqlite.org/rescode.html): what it answers when the disk or another process is in
# the way. IOERR is how a full disk shows where a log's index cannot grow.
_PASSING = ("SQLITE_FULL", "SQLITE_IOERR", "SQLITE_BUSY")


def is_unavailable(error: BaseException) -> bool:
    """Whether the store could not take the work now; nothing of it was kept, and the same may succeed later."""
    if isinstance(error, (CommitFailed, BlobsUnavailable)):
        return True
    if isinstance(error, DBAPIError):
        name = getattr(error.orig, "sqlite_errorname", None) or ""
        return name.startswith(_PASSING)
    return isinstance(error, OSError) and error.errno in _NO_ROOM
