"""The state folder and what lies beside it: where an instance is, who may open it, whether it runs."""

import fcntl
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import platformdirs

from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.key_file import create_key_file, open_key_file

DEFAULT_REGION = "us-east-1"


class HomeError(Exception):
    """The state folder cannot be used; the message says why and what to do, in one line."""


@dataclass(frozen=True, slots=True)
class Description:
    """What `instance.json` says: the one thing that must be known before the root key is at hand.

    Attributes:
        blobs: the address of the outer store that holds the objects' sealed bytes; "" is the state folder itself.
    """

    instance: str
    account: str
    region: str
    root: str = "key-file"
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
        environment: `SEALCANVAS_ROOT_KEY` names the root key file if it is not in the configuration folder.
    """

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        self.folder = folder.absolute()
        self.environment = environment
        self._lock: int | None = None

    @classmethod
    def default(cls, environment: Mapping[str, str]) -> "Home":
        """The folder that `SEALCANVAS_HOME` names, else the platform's place for an application's data."""
        named = environment.get("SEALCANVAS_HOME")
        return cls(Path(named) if named else Path(platformdirs.user_data_dir("sealcanvas")), environment)

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

    def root_key_path(self, description: Description) -> Path:
        """Where the root key of this instance lies: never in the state folder."""
        named = self.environment.get("SEALCANVAS_ROOT_KEY")
        if named:
            return Path(named)
        return Path(platformdirs.user_config_dir("sealcanvas")) / "root-keys" / f"{description.instance}.key"

    def open(self) -> tuple[Description, Secret]:
        """The instance's description and its root key.

        Raises:
            HomeError: there is no instance here, its database is gone, or its root key lies in the state folder.
            RootUnavailable: the root key cannot be had.
        """
        description = self.describe()
        if self.endpoint() is not None and not (self.folder / "state.db").is_file():
            raise HomeError(f"the database of {self.folder} is gone: put state.db back; nothing was changed")
        key_path = self.root_key_path(description)
        self._keep_outside(key_path)
        return description, open_key_file(key_path)

    def _keep_outside(self, key_path: Path) -> None:
        """Refuse a root key that a copy of the state folder would carry with it, by whatever name it is reached."""
        if key_path.resolve().is_relative_to(self.folder.resolve()):
            raise HomeError(
                f"the root key {key_path} would lie in the state folder: a copy of it would open everything"
            )

    def create(self, account: str | None, blobs: str = "") -> tuple[Description, Secret]:
        """Make the state folder and a new root key beside it.

        Args:
            account: 12 digits, or None for random ones.
            blobs: the address of the outer store, as `str(OuterAddress)`; "" for none.

        Raises:
            HomeError: the folder cannot be made, holds something else, or would hold its own root key.
            RootUnavailable: the root key cannot be made.
        """
        account = account or f"{secrets.randbelow(9 * 10**11) + 10**11}"
        description = Description(secrets.token_hex(16), account, DEFAULT_REGION, blobs=blobs)
        key_path = self.root_key_path(description)
        self._keep_outside(key_path)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            if any(p.name not in ("lock", "instance.json.new") for p in self.folder.iterdir()):
                raise HomeError(f"{self.folder} is not empty and holds no instance: choose another --home")
        except OSError as error:
            raise HomeError(f"the state folder {self.folder} cannot be made: {error.strerror}") from None
        root = open_key_file(key_path) if key_path.exists() else create_key_file(key_path)
        self._write("instance.json", asdict(description))
        return description, root

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
        new = self.folder / f"{name}.new"
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            json.dump(values, file)
            file.flush()
            os.fsync(file.fileno())
        new.rename(self.folder / name)
        folder = os.open(self.folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
