"""What goes wrong with a PKCS#11 token."""

from sealcanvas.roots.errors import RootUnavailable


class TokenUnavailable(RootUnavailable):
    """The token cannot be used: no such module or token, a wrong PIN, a device that is gone; one line, no secret."""


class NoTokenKey(TokenUnavailable):
    """The token has no such key."""
