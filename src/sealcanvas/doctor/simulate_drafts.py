"""Drafts where the deciding functions look policies up: with the principal, and on the resource."""

from dataclasses import replace

from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.doctor.drafts import Drafts
from sealcanvas.iam.roles import Role
from sealcanvas.kms.key import Key, key_policy
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.target import ObjectTarget
from sealcanvas.service.identity import IdentityPolicies, IdentitySource
from sealcanvas.service.resource import Resource


class DraftedIdentities:
    """An identity source in which drafts stand in place of saved policies.

    Args:
        saved: the source that knows the saved ones.
    """

    def __init__(self, saved: IdentitySource, drafts: Drafts) -> None:
        self._saved = saved
        self._drafts = drafts

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """The principal's policies as they would be."""
        saved = self._saved.policies_of(principal)
        policies = PolicySet(identity=saved.identity, boundary=saved.boundary, service_control=saved.service_control)
        drafted = self._drafts.over(policies, principal.stable_arn)
        return IdentityPolicies(drafted.identity, drafted.boundary, drafted.service_control)


def with_draft(target: Resource, drafts: Drafts) -> Resource:
    """The resource with the draft of its own policy, if there is one; a key and a role always keep a policy.

    Raises:
        PolicySyntaxError: the draft is no policy of its kind.
    """
    if not drafts.changed:
        return target
    if isinstance(target, Key):
        text = drafts.changed.get(target.arn)
        return (
            target
            if text is None
            else replace(target, policy=key_policy(target.arn, PolicyDocument.parse(text, "key")))
        )
    if isinstance(target, Role):
        text = drafts.changed.get(target.arn)
        if text is None:
            return target
        trust = NamedPolicy(target.trust.name, PolicyDocument.parse(text, "trust"), target.arn)
        return replace(target, trust=trust)
    if isinstance(target, Bucket):
        return _bucket(target, drafts)
    if isinstance(target, ObjectTarget):
        target.bucket = _bucket(target.bucket, drafts)
    return target


def _bucket(bucket: Bucket, drafts: Drafts) -> Bucket:
    if bucket.arn not in drafts.changed:
        return bucket
    text = drafts.changed[bucket.arn]
    if text is not None:
        PolicyDocument.parse(text, "bucket")
    return replace(bucket, policy_text=text)
