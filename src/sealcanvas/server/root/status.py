"""Who keeps the root key, as the record has it; nobody is asked for it."""

from typing import Any

from sealcanvas.roots.record import Entry
from sealcanvas.server.home import Home


def status_of(home: Home) -> dict[str, Any]:
    """The root key's keeper, since when it keeps it, and the root key's number.

    Raises:
        HomeError: there is no instance, or its record cannot be used.
        RootUnavailable: the record names no keeper.
    """
    kept = home.kept_root(home.describe())
    record = kept.record()
    return {
        **_told(record.current),
        "Keeper": kept.where(record.current.root),
        "Retired": kept.where(record.retired) if record.retired else None,
        "Next": _told(record.next) if record.next else None,
    }


def _told(entry: Entry) -> dict[str, Any]:
    return {
        "Provider": entry.kind,
        "Root": entry.root,
        "Epoch": entry.epoch,
        "Since": entry.since or None,
        "RootKeyId": entry.id or None,
    }
