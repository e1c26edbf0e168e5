"""The policies that bear on a request as they stand now, or as they would stand with drafts in their place."""

from dataclasses import replace

from sealcanvas.access.arn import region_of
from sealcanvas.access.decision import Decision, Rules, SessionPolicies
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind
from sealcanvas.access.request import AccessRequest
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.iam.roles import find_role
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.grants import covering_grants
from sealcanvas.s3.bucket import BUCKET_ARN, bucket_in, bucket_of_arn
from sealcanvas.service.authorize import policy_set
from sealcanvas.service.call import Call, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.service.resource import PlainResource

_KINDS: dict[Rules, PolicyKind] = {"key": "key", "trust": "trust", "standard": "bucket"}


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
    `grants`, those of a key are left out: `with_grants` finds them for the few requests that need one.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    region = region_of(request.resource) or instance.region
    session = _session(session_policies)
    call = Call(instance, request.principal, new_request_id(), region, session_policies=session)
    saved = _resource_policy(call, request, rules)
    own = _as_met(call, request, drafts.over_resource(saved, place_of(request.resource), _KINDS[rules]), saved)
    resource = PlainResource(request.resource, request.resource_account, own)
    policies = drafts.over(policy_set(call, resource), request.principal.stable_arn)
    return with_grants(instance, policies, request) if grants and rules == "key" else policies


def with_grants(instance: Instance, policies: PolicySet, request: AccessRequest) -> PolicySet:
    """`policies` with the grants of the key that `request` is about, as far as they can cover it."""
    if policies.resource is None:
        return policies  # a key that is not there, or whose account was closed, has no policy and no grants
    grants = covering_grants(instance, request.resource, request.principal, request.action, request.context)
    return replace(policies, grants=grants)


def place_of(resource: str) -> str:
    """Where the policy of the resource is kept: its own ARN, of an object its bucket's."""
    bucket = bucket_in(resource)
    return BUCKET_ARN + bucket if bucket else resource


def _resource_policy(call: Call, request: AccessRequest, rules: Rules) -> NamedPolicy | None:
    resource = request.resource
    if rules == "key":
        key = key_of_arn(call, resource)
        return None if key is None else key.policy
    if rules == "trust":
        role = find_role(call.instance, resource)
        return None if role is None else role.policy
    bucket = bucket_of_arn(call, resource)
    # A bucket's name may have gone to another account since: that one's policy is not what the request was about.
    return bucket.policy if bucket is not None and bucket.account == request.resource_account else None


def _as_met(
    call: Call, request: AccessRequest, policy: NamedPolicy | None, saved: NamedPolicy | None
) -> NamedPolicy | None:
    """The policy as the caller meets it: a draft for a bucket is cut by the bucket's public access block, too."""
    if policy is None or policy is saved or not request.resource.startswith(BUCKET_ARN):
        return policy
    bucket = bucket_of_arn(call, request.resource)
    return policy if bucket is None else replace(policy, document=bucket.as_met(policy.document))


def _session(texts: SessionPolicies | None) -> tuple[NamedPolicy, ...] | None:
    if texts is None:
        return None
    return tuple(NamedPolicy(name, PolicyDocument.parse(text, "session")) for name, text in texts)
