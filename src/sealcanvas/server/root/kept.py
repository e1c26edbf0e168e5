"""The root key of one state folder, as its record and its keeper have it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import root_key_id
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose, Sources
from sealcanvas.roots.key_file import open_key_file
from sealcanvas.roots.key_file_keeper import KeyFileKeeper
from sealcanvas.roots.locator import keeper_of
from sealcanvas.roots.record import LONGEST, BadRecord, Entry, Record
from sealcanvas.server.errors import HomeError
from sealcanvas.server.files import write_json
from sealcanvas.server.root.trust import Trust
from sealcanvas.storage.page_check import opens

RECORD = "root.json"
DATABASE = "state.db"
DEFAULT = "file:"
LEGACY_KIND = "key-file"  # what `instance.json` calls a key file, as it did when there was nothing else


@dataclass(frozen=True, slots=True)
class Opened:
    """A root key, and the entry that it was had from."""

    root: Secret
    entry: Entry


class KeptRoot:
    """Where the root key of a state folder is, and how to get it.

    Args:
        folder: the state folder.
        instance: the instance's id.
        kind: which keeper `instance.json` says there is, for a folder without a record.
        sources: credentials; `SEALCANVAS_ROOT` in its environment is the locator that a person gave.
    """

    def __init__(self, folder: Path, instance: str, kind: str, sources: Sources) -> None:
        self._folder = folder
        self.instance = instance
        self._kind = kind
        self._sources = sources
        self._keepers: dict[str, Keeper] = {}
        self.trust = Trust(self._beside().with_suffix(".trust"))

    @property
    def default_file(self) -> Path:
        """Where the root key lies if nobody says otherwise."""
        named = self._environment.get("SEALCANVAS_ROOT_KEY")
        return Path(named) if named else self._beside()

    @property
    def _environment(self) -> Mapping[str, str]:
        return self._sources.environment

    def _beside(self) -> Path:
        named = self._environment.get("SEALCANVAS_CONFIG")
        folder = Path(named) if named else Path(platformdirs.user_config_dir("sealcanvas"))
        return folder / "root-keys" / f"{self.instance}.key"

    def record(self) -> Record:
        """The record; of a folder that has none, the key file that it was made with.

        Raises:
            HomeError: it is gone, or cannot be read.
        """
        path = self._folder / RECORD
        try:
            return Record.parse(_read(path))
        except FileNotFoundError:
            if self._kind != LEGACY_KIND:
                raise HomeError(
                    f"{path} is gone: put it back from a backup; without it nothing can be opened"
                ) from None
            return Record(Entry(DEFAULT))
        except (BadRecord, OSError) as error:
            raise HomeError(f"{path} cannot be used: {error}") from None

    def write(self, record: Record) -> None:
        """Replace the record."""
        write_json(self._folder / RECORD, record.values())

    def told(self) -> str:
        """The locator that a person gave, in its one form; "" for none.

        Raises:
            RootUnavailable: it is none.
        """
        text = self._environment.get("SEALCANVAS_ROOT", "")
        return self.keeper(text).locator if text else ""

    def where(self, locator: str) -> str:
        """The keeper, for people: of a key file its path."""
        keeper = self.keeper(locator)
        return str(keeper.path) if isinstance(keeper, KeyFileKeeper) else keeper.locator

    def keeper(self, locator: str, *, changing: bool = False) -> Keeper:
        """The keeper of that name; one object for one name, so that nobody is asked twice for a passphrase.

        Raises:
            RootUnavailable: there is none of that name.
            HomeError: its key would lie in the state folder.
        """
        if changing or locator not in self._keepers:
            made = keeper_of(locator, self.default_file, self._sources, changing=changing)
            if isinstance(made, KeyFileKeeper):
                self._keep_outside(made.path)
            if changing:
                return made
            self._keepers[locator] = made
        return self._keepers[locator]

    def adopt(self, keeper: Keeper) -> None:
        """Know a keeper by its locator, that was made `changing`."""
        self._keepers[keeper.locator] = keeper

    def _keep_outside(self, key_path: Path) -> None:
        """Refuse a root key that a copy of the state folder would carry with it, by whatever name it is reached."""
        if key_path.resolve().is_relative_to(self._folder.resolve()):
            raise HomeError(
                f"the root key {key_path} would lie in the state folder: a copy of it would open everything"
            )

    def open(self) -> Opened:
        """The root key that the database is under.

        Raises:
            HomeError: the record cannot be used.
            RootUnavailable: the root key cannot be had, or is not this instance's.
        """
        record = self.record()
        told = self.told()
        if told and told != record.current.root:
            raise RootUnavailable(
                f"the root key is kept by {record.current.root}, not {told}: leave --root and SEALCANVAS_ROOT out, or "
                "move it with `sealcanvas root migrate`"
            )
        if record.next is None:
            return Opened(self.give(record.current, told), record.current)
        return self._of_two(record.current, record.next, told)

    def _of_two(self, current: Entry, coming: Entry, told: str) -> Opened:
        """While a rotation is under way: the one that the database is under, and no guess."""
        failure = RootUnavailable("neither the old nor the new root key opens the database, or it is gone: put it back")
        for entry in (current, coming):
            try:
                root = self.give(entry, told)
            except RootUnavailable as error:
                failure = error
                continue
            if opens(self._folder / DATABASE, root):
                return Opened(root, entry)
        raise failure

    def give(self, entry: Entry, told: str = "") -> Secret:
        """The root key of one entry.

        Raises:
            RootUnavailable: its keeper does not give it, is not believed, or gives another's.
        """
        self.trust.require(entry.root, told)
        keeper = self.keeper(entry.root)
        root = keeper.give(Kept(entry.wrapped, entry.parameters), Purpose(self.instance, entry.epoch), entry.id)
        if len(root) != 32 or (entry.id and root_key_id(root).hex() != entry.id):
            raise RootUnavailable(
                f"the root key at {self.where(entry.root)} is not this instance's: nothing was changed"
            )
        return root

    def keep(self, root: Secret, keeper: Keeper, epoch: int) -> Entry:
        """Have a keeper keep a root key; the entry for the record.

        Raises:
            RootUnavailable: it refuses, cannot be reached, or does not give back what it was given.
        """
        purpose = Purpose(self.instance, epoch)
        kept = keeper.keep(root, purpose)
        if keeper.give(kept, purpose, root_key_id(root).hex()) != root:
            raise RootUnavailable(f"{keeper.locator} does not give back the root key that it was given")
        since = datetime.now(UTC).replace(microsecond=0).isoformat()
        return Entry(keeper.locator, epoch, since, root_key_id(root).hex(), kept.wrapped, dict(kept.parameters))

    def create(self) -> Opened:
        """A new root key with the keeper that `SEALCANVAS_ROOT` names, else in a file; the record is written.

        A key file that is there already is used: it is of a start that was cut off, or was put there for us.

        Raises:
            RootUnavailable, HomeError: the keeper cannot keep it.
        """
        keeper = self.keeper(self._environment.get("SEALCANVAS_ROOT") or DEFAULT)
        there = isinstance(keeper, KeyFileKeeper) and keeper.path.exists()
        root = open_key_file(keeper.path) if isinstance(keeper, KeyFileKeeper) and there else Secret.random()
        entry = self.keep(root, keeper, 0)
        self.trust.add(keeper.locator)
        self.write(Record(entry))
        return Opened(root, entry)

    def settle(self) -> None:
        """Bring what a rotation or a migration left to its end; only for who holds the folder's lock.

        Raises:
            HomeError, RootUnavailable: as `open`.
        """
        record = self.record()
        if record.next is not None:
            record = Record(self.open().entry, None, record.retired)
            self.write(record)
        for name in (f"{DATABASE}.next", f"{DATABASE}.next-journal"):
            (self._folder / name).unlink(missing_ok=True)
        if record.retired:
            if record.retired != record.current.root and self.trust.retires(record.retired):
                self.keeper(record.retired).destroy(record.current.id)
            self.trust.keep_only(record.current.root)
            record = replace(record, retired="")
            self.write(record)
        self.trust.retire_nobody()
        if record.current.id:
            self.trust.require(record.current.root, self.told())
            self.keeper(record.current.root).settle(record.current.id)


def _read(path: Path) -> bytes:
    """A record's bytes, and some more of what is too long for one: never a device, nor what a link leads to."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    try:
        return os.read(descriptor, LONGEST + 1)
    finally:
        os.close(descriptor)
