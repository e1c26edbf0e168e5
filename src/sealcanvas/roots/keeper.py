"""What every keeper of the root key is: something that seals a root key and gives it back."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.secret import Secret

_PURPOSE = "root-key"


@dataclass(frozen=True, slots=True)
class Purpose:
    """Which root key it is: what its sealed form is bound to.

    Attributes:
        instance: the instance's id.
        epoch: the root key's number.
    """

    instance: str
    epoch: int

    @property
    def name(self) -> bytes:
        """The root key's name."""
        return bind(self.instance.encode(), str(self.epoch).encode())

    @property
    def bound(self) -> bytes:
        """What a keeper's sealing is bound to, where it takes bytes."""
        return bind(_PURPOSE.encode(), self.name)

    @property
    def context(self) -> dict[str, str]:
        """The same, where it takes an encryption context."""
        return {
            "sealcanvas:purpose": _PURPOSE,
            "sealcanvas:instance": self.instance,
            "sealcanvas:epoch": str(self.epoch),
        }


class Kept(NamedTuple):
    """What a keeper must be given to give the root key back; none of it is secret."""

    wrapped: bytes = b""
    parameters: Mapping[str, Any] = {}


@dataclass(frozen=True, slots=True)
class Sources:
    """Where keepers find their own credentials.

    Attributes:
        environment: variables, or names of files.
        ask: asks a person for a passphrase, given the question and whether it is typed twice; None: nobody is there.
    """

    environment: Mapping[str, str]
    ask: Callable[[str, bool], Secret] | None = None


class Keeper(ABC):
    """One keeper of the root key.

    Attributes:
        locator: its name in the root record, in its one form.
    """

    kind: str
    locator: str

    @abstractmethod
    def keep(self, root: Secret, purpose: Purpose) -> Kept:
        """Seal a root key; what is kept of another one stays good.

        Raises:
            RootUnavailable: the keeper refuses, or cannot be reached.
        """

    @abstractmethod
    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:
        """The root key again; the caller holds it to `root_id`.

        Args:
            root_id: hexadecimal `root_key_id`, for a keeper that holds two; "" where nobody knows.

        Raises:
            RootUnavailable: the keeper refuses, cannot be reached, or it is another's.
        """

    def settle(self, root_id: str) -> None:  # noqa: B027 - most have nothing to do
        """The root key of that id is the one now: let go of any other that this keeper holds itself."""

    def destroy(self, root_id: str) -> None:  # noqa: B027 - most hold none
        """Destroy the root key of that id, if this keeper holds it itself."""
