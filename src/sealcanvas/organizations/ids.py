"""Ids of the organisation's parts, and their ARNs. Source of the forms: the patterns of the service model."""

import secrets
import string

_ALPHABET = string.ascii_lowercase + string.digits
FULL_ACCESS_ID = "p-FullAWSAccess"


def _fresh(count: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(count))


def new_organization_id() -> str:
    """`o-` and ten letters or digits."""
    return f"o-{_fresh(10)}"


def new_root_id() -> str:
    """`r-` and four letters or digits."""
    return f"r-{_fresh(4)}"


def new_unit_id(root_id: str) -> str:
    """`ou-`, the root's four and eight of the unit's own."""
    return f"ou-{root_id.removeprefix('r-')}-{_fresh(8)}"


def new_policy_id() -> str:
    """`p-` and ten letters or digits."""
    return f"p-{_fresh(10)}"


def new_request_id() -> str:
    """The id of a request for an account: `car-` and 32 letters or digits."""
    return f"car-{_fresh(32)}"


def new_account() -> str:
    """Twelve random digits, the first of them not 0."""
    return f"{secrets.randbelow(9 * 10**11) + 10**11}"


def is_account(resource_id: str) -> bool:
    """Tell an account's id from those of roots, units and policies."""
    return resource_id.isdigit()


def is_root(resource_id: str) -> bool:
    """Tell a root's id from the others."""
    return resource_id.startswith("r-")
