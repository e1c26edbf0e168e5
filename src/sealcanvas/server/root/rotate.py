"""A new root key: everything that the old one wrapped or was derived for is made anew under it (docs/roots.md)."""

from dataclasses import replace
from typing import NamedTuple

from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import root_key_id
from sealcanvas.roots.record import Entry, Record
from sealcanvas.server import registry  # noqa: F401 - whose import makes every table known
from sealcanvas.server.errors import HomeError
from sealcanvas.server.files import synchronise
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened
from sealcanvas.server.root.destroyed import ROTATED, destroyed_since_rotation
from sealcanvas.server.root.kept import DATABASE, Opened
from sealcanvas.server.root.noted import note_change
from sealcanvas.storage.engine import sqlite_engine
from sealcanvas.storage.new_root import NotFollowed
from sealcanvas.storage.reroot import rebuild
from sealcanvas.storage.schema import bring_up_to_date


class Rotated(NamedTuple):
    """A rotation that is done.

    Attributes:
        former: the entry of the old root key.
        rows: of the database, all made anew.
    """

    former: Entry
    current: Entry
    rows: int


def rotate(home: Home) -> Rotated:
    """Make a new root key, kept by the same keeper, and destroy the old one.

    At every point where it can be cut off, the state opens under the old root key or under the new one, and the next
    start or rotation tidies up.

    Raises:
        HomeError: a server or a command uses the state folder, or there is nothing in it yet.
        RootUnavailable: the root key cannot be had, or its keeper does not keep another.
        WrongRoot: the database does not open.
    """
    description = home.describe()
    with home.alone():
        kept = home.kept_root(description)
        kept.settle()
        present = kept.open()
        database = home.folder / DATABASE
        if not database.is_file():
            raise HomeError(f"{home.folder} has no database yet: start it once with `sealcanvas up`")
        _prepare(home, present.root)
        former = replace(present.entry, id=root_key_id(present.root).hex())
        root = Secret.random()
        coming = kept.keep(root, kept.keeper(former.root), former.epoch + 1)
        kept.write(Record(former, coming))
        target = database.with_name(f"{DATABASE}.next")
        try:
            rows = rebuild(database, target, present.root, root, coming.epoch)
        except (NotFollowed, OSError) as error:  # a disk that is full, for one
            kept.settle()
            raise HomeError(f"the root key stays as it is: {error}") from None
        synchronise(home.folder)
        target.rename(database)  # from here on the new root key is the one
        synchronise(home.folder)
        kept.write(Record(coming))
        kept.settle()
        note_change(home, description, ROTATED, former, Opened(root, coming))
    return Rotated(former, coming, rows)


def rotate_if_destroyed(home: Home) -> Rotated | None:
    """A new root key, if key material was destroyed under this one: copies of before then have it for nobody.

    Raises:
        HomeError, RootUnavailable, WrongRoot: as `rotate`.
    """
    home.require_free()
    with opened(home) as instance:
        destroyed = destroyed_since_rotation(instance)
    return rotate(home) if destroyed else None


def _prepare(home: Home, root: Secret) -> None:
    """Bring the database to this version's tables, so that all of them are known."""
    engine = sqlite_engine(home.folder / DATABASE, root)
    try:
        bring_up_to_date(engine)
    finally:
        engine.dispose()
