"""The state folder and what lies beside it: where an instance is, who may open it, whether it runs."""

import fcntl
import json
import os
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import platformdirs

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.keeper import Sources
from sealcanvas.server.errors import HomeError
from sealcanvas.server.files import write_json
from sealcanvas.server.folder_use import FolderUse
from sealcanvas.server.root.kept import DEFAULT, LEGACY_KIND, RECORD, KeptRoot, Opened

__all__ = ["Description", "Endpoint", "Home", "HomeError"]

DEFAULT_REGION = "us-east-1"
_UNFINISHED = frozenset({"lock", "instance.json.new", RECORD, f"{RECORD}.new"})  # of a first start that was cut off


@dataclass(frozen=True, slots=True)
class Description:
    """What `instance.json` says: the one thing that must be known before the root key is at hand.

    Attributes:
        root: which keeper the root key was first given to ("key-file", "vault", …); `root.json` says more.
        blobs: the address of the outer store that holds the objects' sealed bytes; "" is the state folder itself.
    """

    instance: str
    account: str
    region: str
    root: str = LEGACY_KIND
    format: int = 1
    blobs: str = ""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a server answers, or last answered: `endpoint.json`."""

    url: str
    pid: int
    certificate: str = ""


class Home:
    """One state folder.

    Args:
        folder: the folder itself; it need not exist yet.
        environment: `SEALCANVAS_ROOT` names the root key's keeper, `SEALCANVAS_ROOT_KEY` the root key file if it is not
            in the configuration folder, `SEALCANVAS_CONFIG` that folder.
        ask: asks a person for a passphrase (`roots.keeper.Sources`); None where nobody is there.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], ask: Callable[[str, bool], Secret] | None = None
    ) -> None:
        self.folder = folder.absolute()
        self.environment = environment
        self._ask = ask
        self._lock: int | None = None
        self._kept: KeptRoot | None = None
        self._use = FolderUse(self.folder)

    @classmethod
    def default(cls, environment: Mapping[str, str], ask: Callable[[str, bool], Secret] | None = None) -> "Home":
        """The folder that `SEALCANVAS_HOME` names, else the platform's place for an application's data."""
        named = environment.get("SEALCANVAS_HOME")
        return cls(Path(named) if named else Path(platformdirs.user_data_dir("sealcanvas")), environment, ask)

    @property
    def exists(self) -> bool:
        """Whether an instance was made here."""
        return (self.folder / "instance.json").is_file()

    def describe(self) -> Description:
        """What instance this is.

        Raises:
            HomeError: there is none, or its description cannot be read.
        """
        try:
            values = json.loads((self.folder / "instance.json").read_text("utf-8"))
            return Description(**values)
        except FileNotFoundError:
            raise HomeError(f"there is no Sealcanvas in {self.folder}: start one with `sealcanvas up`") from None
        except (ValueError, TypeError, OSError) as error:
            raise HomeError(f"{self.folder / 'instance.json'} cannot be read: {error}") from None

    def kept_root(self, description: Description) -> KeptRoot:
        """The root key of this instance: its record and its keeper; one object, so that a person is asked once."""
        if self._kept is None or self._kept.instance != description.instance:
            sources = Sources(self.environment, self._ask)
            self._kept = KeptRoot(self.folder, description.instance, description.root, sources)
        return self._kept

    def forget_keeper(self) -> None:
        """Let go of what a keeper was opened with: a passphrase that was typed."""
        self._kept = None

    def open(self) -> tuple[Description, Opened]:
        """The instance's description and its root key; until `close`, nobody changes the root key.

        Raises:
            HomeError: there is no instance here, its database is gone, or its root key lies in the state folder or is
                being changed right now.
            RootUnavailable: the root key cannot be had.
        """
        description = self.describe()
        if self.endpoint() is not None and not (self.folder / "state.db").is_file():
            raise HomeError(f"the database of {self.folder} is gone: put state.db back; nothing was changed")
        self._use.share()
        return description, self.kept_root(description).open()

    def close(self) -> None:
        """Let others change the root key."""
        self._use.release()

    def settle_root(self) -> None:
        """Under the lock: bring a change of the root key that was cut off to its end.

        Raises:
            HomeError, RootUnavailable: as `open`.
        """
        description = self.describe()
        if (self.folder / RECORD).is_file():
            self.kept_root(description).settle()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Under the lock, and with no other process that has the database open: the root key may be changed.

        Raises:
            HomeError: a server or a command uses the folder.
        """
        self.lock()
        try:
            self._use.claim()
            yield
        finally:
            self._use.release()
            self.unlock()

    def create(self, account: str | None, blobs: str = "") -> tuple[Description, Opened]:
        """Make the state folder and a new root key outside of it.

        Args:
            account: 12 digits, or None for random ones.
            blobs: the address of the outer store, as `str(OuterAddress)`; "" for none.

        Raises:
            HomeError: the folder cannot be made, holds something else, or would hold its own root key.
            RootUnavailable: the root key cannot be made.
        """
        account = account or f"{secrets.randbelow(9 * 10**11) + 10**11}"
        kind = (self.environment.get("SEALCANVAS_ROOT") or DEFAULT).partition(":")[0]
        kind = LEGACY_KIND if kind == "file" else kind
        description = Description(secrets.token_hex(16), account, DEFAULT_REGION, kind, blobs=blobs)
        kept = self.kept_root(description)
        kept.keeper(self.environment.get("SEALCANVAS_ROOT") or DEFAULT)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if any(p.name not in _UNFINISHED for p in self.folder.iterdir()):
                raise HomeError(f"{self.folder} is not empty and holds no instance: choose another --home")
        except OSError as error:
            raise HomeError(f"the state folder {self.folder} cannot be made: {error.strerror}") from None
        self._use.share()
        opened = kept.create()
        self._write("instance.json", asdict(description))
        return description, opened

    def describe_root_kind(self, kind: str) -> None:
        """Note in `instance.json` that the root key has moved to a keeper of another kind."""
        kind = LEGACY_KIND if kind == "file" else kind
        self._write("instance.json", asdict(replace(self.describe(), root=kind)))

    def lock(self) -> None:
        """Keep every other server out of this folder until the process ends.

        Raises:
            HomeError: another server holds it, or the folder cannot be made.
        """
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            descriptor = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise HomeError(f"the state folder {self.folder} cannot be used: {error.strerror}") from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(descriptor)
            raise HomeError(self._held()) from None
        self._lock = descriptor

    def require_free(self) -> None:
        """Find out whether `lock` would be refused, without making the folder.

        Raises:
            HomeError: another server holds it.
        """
        if self.in_use:
            raise HomeError(self._held())

    def _held(self) -> str:
        endpoint = self.endpoint()
        if endpoint is not None and Path(f"/proc/{endpoint.pid}").exists():
            return f"{self.folder} is already being served, at {endpoint.url} (process {endpoint.pid})"
        return f"another Sealcanvas is running on {self.folder}"

    def unlock(self) -> None:
        """Let others in."""
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    @property
    def in_use(self) -> bool:
        """Whether a server holds the folder right now."""
        try:
            descriptor = os.open(self.folder / "lock", os.O_RDWR)
        except OSError:
            return False
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
        finally:
            os.close(descriptor)
        return False

    def publish_endpoint(self, endpoint: Endpoint) -> None:
        """Tell `sealcanvas env` and other commands where the server answers."""
        self._write("endpoint.json", asdict(endpoint))

    def endpoint(self) -> Endpoint | None:
        """Where a server answers or last answered; None if none ever did."""
        try:
            return Endpoint(**json.loads((self.folder / "endpoint.json").read_text("utf-8")))
        except (OSError, ValueError, TypeError):
            return None

    def _write(self, name: str, values: dict[str, Any]) -> None:
        write_json(self.folder / name, values)
