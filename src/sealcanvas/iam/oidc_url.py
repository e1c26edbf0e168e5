"""The URL of an identity provider: what may be registered, and what the provider is called by."""

import re
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from sealcanvas.iam.errors import InvalidInput, ValidationError

_INVALID = "Invalid Open ID Connect Provider URL"
# What may stand in an ARN and in the name of a condition key, and cannot be read in two ways.
_NAME = re.compile(r"[a-z0-9.-]+(:\d{1,5})?(/[\w.~%@:+=,-]*)*|\[[0-9a-f:.]+\](:\d{1,5})?(/[\w.~%@:+=,-]*)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class OidcUrl:
    """A provider's URL; `name` is what stands in its ARN and before its condition keys: the URL without the scheme."""

    text: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "OidcUrl":
        """The URL, if it may be registered: https, or (ours) http on a loopback host.

        Raises:
            ValidationError: it is no URL of a host, or has a query, a fragment, a user or characters that no ARN has.
            InvalidInput: it does not begin with https://.
        """
        scheme, found, name = text.partition("://")
        if not found or not _NAME.fullmatch(name):
            raise ValidationError(_INVALID)
        if scheme != "https" and not (scheme == "http" and is_loopback(text)):
            raise InvalidInput(f"{_INVALID}. The URL must begin with https://.")
        try:
            urlsplit(text).port  # noqa: B018  # reading it is what checks it
        except ValueError:
            raise ValidationError(_INVALID) from None
        return cls(text, name)


def is_loopback(url: str) -> bool:
    """Tell whether the URL's host is this machine: there alone plain http is as good as https."""
    try:
        host = urlsplit(url).hostname or ""
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
