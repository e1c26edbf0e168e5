"""Addresses that a keeper may be asked at."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from sealcanvas.roots.errors import RootUnavailable


def check_endpoint(url: str, whose: str) -> None:
    """Take https, and on loopback also http: a token or a root key crosses nothing else.

    Raises:
        RootUnavailable: it is another kind of address, or holds a user, a query or a fragment.
    """
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        raise RootUnavailable(f"the address of {whose} is none: {url[:200]}") from None
    plain = not (parts.username or parts.password or parts.query or parts.fragment)
    if not parts.hostname or not plain or port == 0 or any(each.isspace() for each in url):
        raise RootUnavailable(f"the address of {whose} is none: {url.split('@')[-1][:200]}")
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname)):
        raise RootUnavailable(f"{whose} is asked by https alone, on loopback also by http")


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
