"""What a decision learns of an account: its place in an organisation, implemented by `organizations`."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import Keys

Levels = tuple[tuple[NamedPolicy, ...], ...]


@dataclass(frozen=True, slots=True)
class Membership:
    """One account that the organisation knows.

    Attributes:
        organization_id: `o-…`, "" for an account that was closed before its organisation was deleted.
        path: the organisation, its root and the units above the account: `o-…/r-…/ou-…/`.
        levels: the service control policies of each of these but the first, and of the account, root first; None
            where none apply (the management account, an organisation that does not use them).
        closed: nobody acts for it, and nothing that it owns can be used.
    """

    organization_id: str
    path: str
    levels: Levels | None
    closed: bool = False


class MembershipSource(Protocol):
    """Looks accounts up as they stand now, for every decision."""

    def of(self, account: str) -> Membership | None:
        """What is known of the account; None for one that is in no organisation."""
        ...


def organization_keys(
    memberships: MembershipSource, principal: Principal, owner: str, given: Mapping[str, str | tuple[str, ...]]
) -> Keys:
    """`aws:PrincipalOrgID`, `aws:ResourceOrgID`, `aws:SourceOrgID` and the paths beside them, for members alone.

    Args:
        owner: the account of the resource.
        given: the call's own keys; a service that calls says by `aws:SourceAccount` for whom.
    """
    source = given.get("aws:SourceAccount", "") if principal.kind == "service" else ""
    keys: Keys = {}
    found: dict[str, Membership | None] = {"": None}
    for whose, account in (("Principal", principal.account), ("Resource", owner), ("Source", str(source))):
        if account not in found:  # most often all of them are one account
            found[account] = memberships.of(account)
        membership = found[account]
        if membership is not None and membership.organization_id:
            keys[f"aws:{whose}OrgID"] = membership.organization_id
            keys[f"aws:{whose}OrgPaths"] = (membership.path,)
    return keys
