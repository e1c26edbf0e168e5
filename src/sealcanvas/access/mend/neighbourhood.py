"""The requests near a mended one: what a change must neither open nor close.

Each differs from the request in one way, or in who asks and one more: another principal, action, resource, service in
between, encryption context, source or condition value. Other principals are asked with no policies of their own and
with all that policies can give, since what they have is not the mended document's matter.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from sealcanvas.access.context import fold_key
from sealcanvas.access.decide_by import decide_by
from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.mend.change import Change, apply_changes
from sealcanvas.access.mend.pins import siblings
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.access.request import AccessRequest, ContextValue

_OTHER_ACCOUNT = "999999999999"
_OTHER = "sealcanvas-neighbour"
_SPECIAL = re.compile(r"[*?]|\$\{[^{}]*\}")
"""What means more than itself in a policy, and nothing in the name of a resource."""

_ACTIONS: Mapping[str, tuple[str, ...]] = {
    "kms": ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom", "CreateGrant", "PutKeyPolicy", "DisableKey"),
    "s3": ("GetObject", "PutObject", "DeleteObject", "ListBucket", "PutBucketPolicy", "PutObjectAcl"),
    "sts": ("AssumeRole", "AssumeRoleWithWebIdentity", "TagSession", "SetSourceIdentity"),
    "iam": ("PassRole", "PutRolePolicy", "AttachRolePolicy", "CreateAccessKey"),
}
_MATTERS = (
    "kms:viaservice",
    "aws:sourceaccount",
    "aws:sourcearn",
    "sts:externalid",
    "iam:passedtoservice",
)

_EVERYTHING = NamedPolicy(
    "everything",
    PolicyDocument.parse(
        '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}', "identity"
    ),
)


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One request and what it was decided by; `own` tells that the mended principal asks, with its own policies."""

    request: AccessRequest
    encryption_context: Mapping[str, str]
    own: bool


def disturbs(decision: Decision, policies: PolicySet, changes: tuple[Change, ...]) -> AccessRequest | None:
    """Return a neighbouring request that `changes` open or close, or None if they leave the neighbourhood alone."""
    after = apply_changes(policies, changes)
    own = f"{decision.request.principal.stable_arn}#"
    for neighbour in neighbours(decision, policies):
        for before_set, after_set in _policy_sets(neighbour, policies, after, own):
            asked = (decision.rules, neighbour.request)
            before = decide_by(*asked, before_set, neighbour.encryption_context)
            if before.allowed != decide_by(*asked, after_set, neighbour.encryption_context).allowed:
                return neighbour.request
    return None


def neighbours(decision: Decision, policies: PolicySet) -> Iterator[Neighbour]:
    """Return the neighbourhood of the request of `decision`."""
    request, given = decision.request, decision.encryption_context or {}
    actions = list(_actions(request))
    for action in actions:
        yield Neighbour(replace(request, action=action), given, own=True)
    for resource in _resources(decision):
        yield Neighbour(replace(request, resource=resource), given, own=True)
    for context, pairs in _circumstances(decision):
        yield Neighbour(replace(request, context=context), pairs, own=True)
    context = {name: value for name, value in request.context.items() if not _of_principal(fold_key(name))}
    for principal in _principals(decision, policies):
        for action in (request.action, *actions):
            asked = replace(request, principal=principal, action=action, context=context)
            yield Neighbour(asked, given, own=False)


def _policy_sets(
    neighbour: Neighbour, before: PolicySet, after: PolicySet, own: str
) -> Iterator[tuple[PolicySet, PolicySet]]:
    if neighbour.own:
        yield before, after
        return
    for identity in ((), (_EVERYTHING,)):
        yield _theirs(before, identity), _theirs(after, identity)
    shared = [policy.name for policy in before.identity if policy.place and not policy.place.startswith(own)]
    yield _sharing(before, shared), _sharing(after, shared)


def _of_principal(key: str) -> bool:
    """Tell whether a condition key says who asks: for another principal it is derived anew."""
    return key.startswith("aws:principal") or key in ("aws:userid", "aws:username", "kms:calleraccount")


def _theirs(policies: PolicySet, identity: tuple[NamedPolicy, ...]) -> PolicySet:
    return PolicySet(identity=identity, resource=policies.resource, grants=policies.grants)


def _sharing(policies: PolicySet, shared: list[str]) -> PolicySet:
    """Return what binds somebody who shares the mended principal's managed policies, boundary and account."""
    theirs = tuple(policy for policy in policies.identity if policy.name in shared)
    return replace(policies, identity=(*theirs, _EVERYTHING), session=None)


def _actions(request: AccessRequest) -> Iterator[str]:
    service, _, name = request.action.partition(":")
    for other in (*_ACTIONS.get(service.lower(), ()), "SealcanvasNeighbour"):
        if other.lower() != name.lower():
            yield f"{service}:{other}"


def _resources(decision: Decision) -> Iterator[str]:
    request = decision.request
    if decision.rules != "standard" or not request.resource.startswith("arn:"):
        return  # a key's or role's own policy speaks of nothing else
    yield f"{siblings(request.resource) or request.resource}{_OTHER}"
    if _SPECIAL.search(request.resource):
        yield _SPECIAL.sub("x", request.resource)
    yield f"{request.resource}-{_OTHER}"
    if request.resource.startswith("arn:aws:s3:::"):
        bucket = request.resource.removeprefix("arn:aws:s3:::").partition("/")[0]
        yield f"arn:aws:s3:::{bucket}"
        yield f"arn:aws:s3:::{bucket}/{_OTHER}/object"


def _circumstances(decision: Decision) -> Iterator[tuple[Mapping[str, ContextValue], Mapping[str, str]]]:
    context, given = decision.request.context, decision.encryption_context or {}
    for name in _keys_that_matter(decision):
        others = {key: value for key, value in context.items() if fold_key(key) != name}
        if len(others) != len(context):
            yield others, given
            yield {**others, name: _another(context, name)}, given
    for pair in given:
        rest = {key: value for key, value in given.items() if key != pair}
        kept = {key: value for key, value in context.items() if fold_key(key) != f"kms:encryptioncontext:{pair}"}
        yield kept, rest
        yield kept, {**rest, pair: _another_arn(given[pair]) if given[pair].startswith("arn:") else _OTHER}


def _keys_that_matter(decision: Decision) -> list[str]:
    provider = decision.request.principal.provider
    issuer = "" if provider is None else provider.rpartition("oidc-provider/")[2].lower()
    keys = [*_MATTERS, *([f"{issuer}:aud", f"{issuer}:sub"] if issuer else [])]
    near = {fold_key(check.key) for layer in decision.layers for check in layer.checks if check.held}
    return [key for key in dict.fromkeys([*keys, *sorted(near)]) if not _of_principal(key)]


def _another(context: Mapping[str, ContextValue], name: str) -> str:
    value = next(value for key, value in context.items() if fold_key(key) == name)
    text = value if isinstance(value, str) else value[0]
    if text in ("true", "false"):
        return "false" if text == "true" else "true"
    return _another_arn(text) if text.startswith("arn:") else _OTHER


def _another_arn(arn: str) -> str:
    """Return an ARN of another bucket or kind of resource: siblings are what a mend means to cover."""
    return ":".join([*arn.split(":", 5)[:5], f"{_OTHER}/x"])


def _principals(decision: Decision, policies: PolicySet) -> Iterator[Principal]:
    account = decision.request.resource_account or _OTHER_ACCOUNT
    mended = decision.request.principal
    others = [
        Principal.role_session(f"arn:aws:iam::{account}:role/{_OTHER}", "AROANEIGHBOUR", "s"),
        Principal.user(account, _OTHER, "AIDANEIGHBOUR"),
        Principal.role_session(f"arn:aws:iam::{_OTHER_ACCOUNT}:role/{_OTHER}", "AROASTRANGER", "s"),
        Principal.root(_OTHER_ACCOUNT),
        Principal.service_principal("neighbour.amazonaws.com"),
        Principal.web_identity(f"arn:aws:iam::{account}:oidc-provider/neighbour.example", _OTHER),
        ANONYMOUS,
    ]
    if mended.kind == "role-session" and mended.role_arn is not None:
        others.append(Principal.role_session(f"{mended.role_arn}2", "AROATWIN", mended.session_name or "s"))
    named = policies.resource.document.principals() if policies.resource is not None else frozenset()
    others.extend(filter(None, map(_named_principal, sorted(named)[:20])))
    for principal in others:
        if not set(principal.names) & {mended.arn, mended.stable_arn, mended.service, mended.provider}:
            yield principal


def _named_principal(arn: str) -> Principal | None:
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] != "iam":
        return None
    kind, _, path = parts[5].partition("/")
    if kind == "role":
        return Principal.role_session(arn, "AROANAMED", "s")
    if kind == "user":
        return Principal.user(parts[4], path.rpartition("/")[2], "AIDANAMED")
    return None
