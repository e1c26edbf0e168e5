"""The policies that bear on a request as they stand now, or as they would stand with drafts in their place."""

from sealcanvas.access.decision import Decision, Rules, SessionPolicies
from sealcanvas.access.grants import NO_GRANTS, Grants
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind
from sealcanvas.access.request import AccessRequest
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.grants import covering_grants
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance

_KINDS: dict[Rules, PolicyKind] = {"key": "key", "trust": "trust", "standard": "bucket"}
_BUCKET = "arn:aws:s3:::"


def policies_now(instance: Instance, decision: Decision, drafts: Drafts = NO_DRAFTS) -> PolicySet:
    """Every policy that bears on the request of `decision` now; its session policies are those that it had."""
    return standing_policies(instance, decision.request, decision.rules, decision.session_policies, drafts)


def standing_policies(
    instance: Instance,
    request: AccessRequest,
    rules: Rules,
    session_policies: SessionPolicies | None = None,
    drafts: Drafts = NO_DRAFTS,
    *,
    grants: bool = True,
) -> PolicySet:
    """Every policy that bears on `request` now, `drafts` in place of those that they change.

    A resource that is gone, or has no policy, has none here; a principal that is gone has no policies. Without
    `grants`, those of a key are left out: `grants_now` finds them for the few requests that need one.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    call = Call(instance, request.principal, new_request_id(), _region(instance, request.resource))
    identity = instance.identities.policies_of(request.principal)
    closed = _is_closed(instance, request.resource_account)
    policies = PolicySet(
        identity=identity.identity,
        boundary=identity.boundary,
        session=_session(session_policies),
        service_control=identity.service_control,
        resource=None if closed else _resource_policy(call, request, rules),
        grants=grants_now(instance, request) if grants and rules == "key" else NO_GRANTS,
    )
    return drafts.over(policies, request.principal.stable_arn, place_of(request.resource), _KINDS[rules])


def grants_now(instance: Instance, request: AccessRequest) -> Grants:
    """The grants of the key that `request` is about, as far as they can cover it."""
    if _is_closed(instance, request.resource_account):
        return NO_GRANTS
    return covering_grants(instance, request.resource, request.principal, request.action, request.context)


def _is_closed(instance: Instance, account: str) -> bool:
    """Whether the account is closed: nothing that it owns lets anybody in."""
    owner = instance.memberships.of(account)
    return owner is not None and owner.closed


def place_of(resource: str) -> str:
    """Where the policy of the resource is kept: its own ARN, of an object its bucket's."""
    if resource.startswith(_BUCKET):
        return _BUCKET + resource.removeprefix(_BUCKET).partition("/")[0]
    return resource


def _resource_policy(call: Call, request: AccessRequest, rules: Rules) -> NamedPolicy | None:
    resource = request.resource
    if rules == "key":
        key = key_of_arn(call, resource)
        return None if key is None else key.policy
    if rules == "trust":
        role = find_role(call.instance, resource)
        return None if role is None else role.policy
    if resource.startswith(_BUCKET):
        try:
            bucket = find_bucket(call, place_of(resource).removeprefix(_BUCKET))
        except NoSuchBucket:
            return None
        # A bucket's name may have gone to another account since: that one's policy is not what the request was about.
        return bucket.policy if bucket.account == request.resource_account else None
    return None


def _session(texts: SessionPolicies | None) -> tuple[NamedPolicy, ...] | None:
    if texts is None:
        return None
    return tuple(NamedPolicy(name, PolicyDocument.parse(text, "session")) for name, text in texts)


def _region(instance: Instance, arn: str) -> str:
    parts = arn.split(":", 5)
    return (parts[3] if len(parts) == 6 else "") or instance.region
