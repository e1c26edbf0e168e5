"""The root key sealed by a key inside a PKCS#11 token."""

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.errors import RootUnavailable
from sealcanvas.roots.keeper import Keeper, Kept, Purpose, Sources
from sealcanvas.roots.pkcs11 import NoTokenKey, Token, TokenKey, TokenUnavailable, TokenURI, read_pin


class Pkcs11Keeper(Keeper):
    """Keeps the root key sealed by a token's AES key, which is made where it is missing."""

    kind = "pkcs11"

    def __init__(self, uri: TokenURI, sources: Sources) -> None:
        self.locator = str(uri)
        self._uri = uri
        self._sources = sources

    def keep(self, root: Secret, purpose: Purpose) -> Kept:
        with self._open(writable=True) as token:
            return Kept(self._key(token, make=True).seal(root, purpose.bound))

    def give(self, kept: Kept, purpose: Purpose, root_id: str) -> Secret:  # noqa: ARG002 - the seam's signature
        try:
            with self._open(writable=False) as token:
                return self._key(token, make=False).open(kept.wrapped, purpose.bound)
        except CryptoError:
            raise RootUnavailable(f"the key of {self.locator} does not open this instance's root key") from None

    def _open(self, *, writable: bool) -> Token:
        uri = self._uri
        pin = read_pin(self._sources.environment, uri.pin_file)
        return Token.open(uri.module, pin, label=uri.token, serial=uri.serial, writable=writable)

    def _key(self, token: Token, *, make: bool) -> TokenKey:
        try:
            return token.find_key(self._uri.object, self._uri.id)
        except NoTokenKey:
            if not make:
                raise
        if not self._uri.object:
            raise TokenUnavailable("the token has no key of that id; with object= one is made")
        return token.make_key(self._uri.object, self._uri.id)
