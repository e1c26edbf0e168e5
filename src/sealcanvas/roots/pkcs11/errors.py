"""What goes wrong with a PKCS#11 token."""

from sealcanvas.roots.errors import RootUnavailable


class TokenUnavailable(RootUnavailable):
    """The token cannot be used: no such module or token, a wrong PIN, a device that is gone; one line, no secret."""


class WrongPin(TokenUnavailable):
    """The PIN is not the token's."""


class PinLocked(TokenUnavailable):
    """The token takes no PIN any more, after too many wrong ones."""


class NoTokenKey(TokenUnavailable):
    """The token has no such key."""
