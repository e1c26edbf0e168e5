"""Principals of other accounts, as an account may ask about them: by their names alone, as if their side allowed all.

What another account has, how its principals are tagged and what its policies say are not ours to know, not even by
asking about a resource of our own that a draft would open.
"""

from dataclasses import dataclass, replace

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest
from sealcanvas.iam.named_principal import named_principal, principal_called
from sealcanvas.iam.principals import arn_of
from sealcanvas.kms.grants import find_grants
from sealcanvas.kms.tables import grants
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.instance import Instance
from sealcanvas.service.membership import Membership, MembershipSource

UNKNOWN = NamedPolicy(
    "the policies of the principal's own account",
    PolicyDocument.parse(
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}', "identity"
    ),
)
"""What stands for all that another account's policies say."""


class _AllowingAll:
    """An identity source that looks nothing up: whoever belongs to an account is allowed everything."""

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """One policy that allows all, for a principal that can have any."""
        return IdentityPolicies(identity=(UNKNOWN,) if principal.account else ())


@dataclass(frozen=True)
class _Without:
    """A membership source that does not say where `account` belongs."""

    saved: MembershipSource
    account: str

    def of(self, account: str) -> Membership | None:
        """What is known of the account, but for the hidden one."""
        return None if account == self.account else self.saved.of(account)


def is_abroad(principal: Principal, account: str) -> bool:
    """Whether the principal belongs to another account than `account`; services and strangers belong to none."""
    return principal.account not in ("", account)


def looking_away(instance: Instance, principal: Principal, account: str) -> Instance:
    """The instance as `account` may see it while it asks about `principal`."""
    if not is_abroad(principal, account):
        return instance
    return replace(instance, identities=_AllowingAll(), memberships=_Without(instance.memberships, principal.account))


def unidentified(request: AccessRequest, account: str) -> AccessRequest:
    """The request without the unique id of its principal, where that is another account's."""
    if not is_abroad(request.principal, account):
        return request
    return replace(request, context={**request.context, "aws:userid": ""})


def principal_asked_about(instance: Instance, text: str, account: str, resource: str) -> Principal | None:
    """The principal that `text` names, or None; of another account's nothing is looked up.

    Of it only this is known: the id under which a grant on the asked key, which `account` can list, still means it.

    Args:
        account: who asks.
        resource: the ARN of what is asked about.
    """
    called = principal_called(text)
    if called is None or not is_abroad(called, account):
        found = named_principal(instance, text)
        # By a unique id alone, one of another account is as unknown as one that is not there.
        return None if found is None or is_abroad(found, account) else found
    arn = called.stable_arn
    for grant in find_grants(instance, grants.c.key_arn == resource, grants.c.grantee_index == arn):
        unique_id = grant.principal_ids.get(arn, "")
        if unique_id and arn_of(instance, unique_id) == arn:
            return _with_id(called, unique_id)
    return called


def _with_id(principal: Principal, unique_id: str) -> Principal:
    if principal.kind != "role-session":
        return replace(principal, principal_id=unique_id)
    return Principal.role_session(principal.stable_arn, unique_id, principal.session_name or "")
