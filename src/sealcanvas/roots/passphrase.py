"""The root key under a passphrase, stretched by Argon2id."""

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.passphrase import Stretching
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose, Sources
from sealcanvas.roots.secret_source import secret_from

_NAME = "SEALCANVAS_ROOT_PASSPHRASE"
_NEW_NAME = "SEALCANVAS_NEW_ROOT_PASSPHRASE"
_PURPOSE = "root-key"
_SHORTEST = 12  # bytes


class PassphraseKeeper(Keeper):
    """Keeps the root key wrapped under a passphrase, which it takes from the environment, a file or a person.

    Args:
        changing: another passphrase than the present one is to be set: it is looked for under a name of its own.
    """

    kind = "passphrase"
    locator = "passphrase:"

    def __init__(self, sources: Sources, *, changing: bool = False) -> None:
        self._sources = sources
        self._changing = changing
        self._given: Secret | None = None  # asked for once, however often it is needed

    def keep(self, root: Secret, purpose: Purpose) -> Kept:
        passphrase = self._passphrase(new=True)
        if len(passphrase) < _SHORTEST:
            raise RootUnavailable(f"a passphrase has {_SHORTEST} bytes at least; take several words")
        stretching = Stretching.fresh()
        try:
            key = stretching.key(passphrase)
        except CryptoError as error:
            raise RootUnavailable(f"{error}") from None
        return Kept(wrap(key, _PURPOSE, purpose.name, root, epoch=purpose.epoch), stretching.values())

    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:  # noqa: ARG002 - the seam's signature
        passphrase = self._passphrase(new=False)
        try:
            key = Stretching.read(dict(kept.parameters)).key(passphrase)
            return unwrap(key, _PURPOSE, purpose.name, kept.wrapped)
        except CryptoError:
            self._given = None
            raise RootUnavailable("the passphrase is not this instance's (or root.json was changed)") from None

    def _passphrase(self, *, new: bool) -> Secret:
        name = _NEW_NAME if self._changing else _NAME
        if self._given is None:
            self._given = secret_from(self._sources.environment, name, "the passphrase")
        if self._given is None:
            if self._sources.ask is None:
                raise RootUnavailable(f"the passphrase is missing: name a file that holds it in {name}_FILE")
            question = "New passphrase of the root key" if new else "Passphrase of the root key"
            self._given = self._sources.ask(question, new)
        return self._given
