"""The same root key, kept by another keeper: nothing else is touched."""

from typing import NamedTuple

from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.key_file import open_key_file
from sealcanvas.roots.key_file_keeper import KeyFileKeeper
from sealcanvas.roots.record import Entry, Record
from sealcanvas.server.home import Home
from sealcanvas.server.root.kept import DATABASE, Opened
from sealcanvas.server.root.noted import note_change
from sealcanvas.storage.engine import WrongRoot
from sealcanvas.storage.page_check import opens


class Migrated(NamedTuple):
    """A migration that is done."""

    former: Entry
    current: Entry


def migrate(home: Home, locator: str, *, leave_file: bool = False) -> Migrated:
    """Give the root key to another keeper; a key file that kept it is destroyed.

    Args:
        locator: the new keeper. `passphrase:` where there is a passphrase already sets a new one.
        leave_file: a key file stays where it is, as a copy in the owner's care.

    Raises:
        HomeError: a server or a command uses the state folder.
        RootUnavailable: the root key cannot be had, or the new keeper does not keep it.
        WrongRoot: the root key is not the one of the database.
    """
    description = home.describe()
    with home.alone():
        kept = home.kept_root(description)
        kept.settle()
        opened = kept.open()
        if opens(home.folder / DATABASE, opened.root) is False:
            raise WrongRoot(f"the root key does not open {DATABASE} (or the file is damaged): nothing was changed")
        former = opened.entry
        keeper = kept.keeper(locator, changing=locator == former.root)
        if keeper.locator == former.root and former.kind != "passphrase":
            raise RootUnavailable(f"the root key is kept by {former.root} already")
        if isinstance(keeper, KeyFileKeeper) and keeper.path.exists() and open_key_file(keeper.path) != opened.root:
            raise RootUnavailable(f"there is another root key at {keeper.path} already: name another file, or move it")
        current = kept.keep(opened.root, keeper, former.epoch)
        kept.trust.add(current.root)
        moved = former.root != current.root and not leave_file
        if moved:
            kept.trust.retire(former.root)
        kept.write(Record(current, retired=former.root if moved else ""))
        kept.adopt(keeper)
        home.describe_root_kind(current.kind)
        kept.settle()
        if (home.folder / DATABASE).is_file():
            note_change(home, description, "MigrateRootKey", former, Opened(opened.root, current))
    return Migrated(former, current)
