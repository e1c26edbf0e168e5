"""A token that we are logged in to."""

import hashlib
import hmac
import threading
from types import TracebackType
from typing import Any, Self

from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.roots.pkcs11.errors import NoTokenKey, PinLocked, TokenUnavailable, WrongPin
from sealcanvas.roots.pkcs11.key import TokenKey
from sealcanvas.roots.pkcs11.module import bindings, load, reason

_ID_SIZE = 16


class _Logins:
    """The PINs that this process is logged in with, as keyed digests.

    A token logs a *process* in, not a session: who opens it a second time is let in with any PIN. So we hold a second
    PIN to the first.
    """

    def __init__(self) -> None:
        self._salt = random_bytes(32)
        self._known: dict[tuple[str, bytes], bytes] = {}
        self.lock = threading.Lock()

    def note(self, token: tuple[str, bytes], pin: Secret) -> None:
        self._known[token] = self._digest(pin)

    def holds(self, token: tuple[str, bytes], pin: Secret) -> bool:
        return hmac.compare_digest(self._known.get(token, b""), self._digest(pin))

    def _digest(self, pin: Secret) -> bytes:
        return hmac.digest(self._salt, pin.reveal(), hashlib.sha256)


_logins = _Logins()  # the library's state is the process's, and so is this


class Token:
    """A session with a token, logged in as its user; close it, or use it in a `with`.

    May be used by several threads; they take turns.
    """

    def __init__(self, session: Any, name: str) -> None:
        self._session = session
        self._name = name
        self._lock = threading.RLock()

    @classmethod
    def open(cls, module: str, pin: Secret, *, label: str = "", serial: str = "", writable: bool = False) -> Self:
        """Find a token by its label, its serial number or both, and log in.

        Args:
            module: absolute path of the token's library.
            pin: the user's PIN, UTF-8.
            writable: keys are to be made or destroyed in it.

        Raises:
            WrongPin, PinLocked: as they say.
            TokenUnavailable: no such module, no or several such tokens.
        """
        pkcs11 = bindings()
        library = load(module)
        wanted = {"token_label": label or None, "token_serial": serial.encode() or None}
        name = label or serial
        try:
            token = library.get_token(**wanted)
            with _logins.lock:
                session = _log_in(pkcs11, token, (module, token.serial), pin, writable)
        except pkcs11.NoSuchToken:
            raise TokenUnavailable(f"the PKCS#11 module {module} has no token {name!r}") from None
        except pkcs11.MultipleTokensReturned:
            raise TokenUnavailable(f"several tokens are called {name!r}: name one by serial=") from None
        except (pkcs11.PinIncorrect, pkcs11.PinLenRange, pkcs11.PinInvalid, UnicodeDecodeError):
            raise WrongPin(f"the PIN is not that of the token {name!r}; a token locks after a few") from None
        except pkcs11.PinLocked:
            raise PinLocked(f"the token {name!r} is locked, after too many wrong PINs") from None
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {name!r} cannot be opened: {reason(error)}") from None
        return cls(session, name)

    def find_key(self, label: str = "", key_id: bytes = b"") -> TokenKey:
        """The AES-256 key of that label, id or both.

        Raises:
            NoTokenKey: there is none.
            TokenUnavailable: there are several, it is not one that stays in the token, or the token does not answer.
        """
        pkcs11 = bindings()
        named = label or key_id.hex()
        try:
            with self._lock:
                key = self._session.get_key(
                    object_class=pkcs11.ObjectClass.SECRET_KEY, label=label or None, id=key_id or None
                )
                return TokenKey(key, self._lock, self._name)
        except pkcs11.NoSuchKey:
            raise NoTokenKey(f"the token {self._name!r} has no secret key {named!r}") from None
        except pkcs11.MultipleObjectsReturned:
            raise TokenUnavailable(f"the token {self._name!r} has several keys {named!r}: name one by id=") from None
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {self._name!r} does not give its key: {reason(error)}") from None

    def random(self, size: int) -> Secret:
        """Random bytes of the token's own.

        Raises:
            TokenUnavailable: it gives none.
        """
        pkcs11 = bindings()
        try:
            with self._lock:
                return Secret(self._session.generate_random(size * 8))
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {self._name!r} gives no random bytes: {reason(error)}") from None

    def make_key(self, label: str, key_id: bytes = b"") -> TokenKey:
        """Have the token make an AES-256 key that cannot leave it.

        Args:
            key_id: its CKA_ID; random if empty.

        Raises:
            TokenUnavailable: there is one of that label, or the token does not make one.
        """
        pkcs11 = bindings()
        try:
            self.find_key(label)
        except NoTokenKey:
            pass
        else:
            raise TokenUnavailable(f"the token {self._name!r} has a key {label!r} already")
        kept = {
            pkcs11.Attribute.PRIVATE: True,
            pkcs11.Attribute.SENSITIVE: True,
            pkcs11.Attribute.EXTRACTABLE: False,
        }
        try:
            with self._lock:
                key = self._session.generate_key(
                    pkcs11.KeyType.AES,
                    256,
                    id=key_id or random_bytes(_ID_SIZE),
                    label=label,
                    store=True,
                    capabilities=pkcs11.MechanismFlag.ENCRYPT | pkcs11.MechanismFlag.DECRYPT,
                    template=kept,
                )
                return TokenKey(key, self._lock, self._name)
        except pkcs11.PKCS11Error as error:
            raise TokenUnavailable(f"the token {self._name!r} makes no key: {reason(error)}") from None

    def close(self) -> None:
        """End the session; the last one of the process logs out."""
        pkcs11 = bindings()
        with self._lock:
            if self._session is not None:
                session, self._session = self._session, None
                try:
                    session.close()
                except pkcs11.PKCS11Error:  # a device that was taken out has closed it
                    return

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _log_in(pkcs11: Any, token: Any, name: tuple[str, bytes], pin: Secret, writable: bool) -> Any:
    try:
        session = token.open(rw=writable, user_pin=pin.reveal().decode())
    except pkcs11.UserAlreadyLoggedIn:
        if not _logins.holds(name, pin):
            raise pkcs11.PinIncorrect from None
        return token.open(rw=writable)
    _logins.note(name, pin)
    return session
