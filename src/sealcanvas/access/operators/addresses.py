"""IpAddress and NotIpAddress: IPv4 and IPv6 addresses in CIDR ranges."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from sealcanvas.access.context import Context
from sealcanvas.access.operators.family import Operator, Test


def read_range(text: str) -> IPv4Network | IPv6Network | None:
    """Return the range that `text` writes (a lone address is a range of one), or None."""
    try:
        return ip_network(text, strict=False)
    except ValueError:
        return None


def in_range(values: Sequence[str], _variables: bool) -> Test:
    """Compile for addresses that lie in one of the ranges."""
    ranges = tuple(found for found in map(read_range, values) if found is not None)

    def test(found: str, _context: Context) -> bool:
        try:
            address = ip_address(found)
        except ValueError:
            return False
        return any(address in each for each in ranges)

    return test


def _valid(text: str) -> bool:
    return read_range(text) is not None


OPERATORS = (
    Operator("IpAddress", in_range, valid=_valid),
    Operator("NotIpAddress", in_range, negated=True, valid=_valid),
)
