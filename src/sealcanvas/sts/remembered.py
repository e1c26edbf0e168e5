"""A caller kept for later: for what holds only while whoever made it still may."""

from collections.abc import Mapping
from typing import Any

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.iam.roles import arn_and_tags
from sealcanvas.iam.users import user_of_id
from sealcanvas.service.call import Call, Context, new_request_id
from sealcanvas.service.instance import Instance
from sealcanvas.sts.session import over, session_principal

_OF_ONE_REQUEST = ("aws:SourceIp", "aws:SecureTransport", "aws:Referer", "s3:signatureversion", "s3:authType")


def remember(call: Call) -> dict[str, Any]:
    """What must be kept of a caller to ask later what it may: no secret is among it.

    Of the request's own circumstances nothing is kept: where from and how it came are the later request's.
    """
    principal = call.principal
    policies = call.session_policies
    return {
        "kind": principal.kind,
        "account": principal.account,
        "id": principal.role_id or principal.issuer_id or principal.principal_id,
        "session": principal.session_name or "",
        "tags": _session_tags(call.instance, principal),
        "region": call.region,
        "context": {name: value for name, value in call.context.items() if name not in _OF_ONE_REQUEST},
        "policies": None if policies is None else [_text(each) for each in policies],
    }


def recall(instance: Instance, kept: Mapping[str, Any], context: Context) -> Call | None:
    """A call by the caller that was remembered, as it stands today; None once it is deleted or its account is closed.

    Args:
        context: the circumstances of the request at hand (`aws:SourceIp`, `aws:SecureTransport`).
    """
    membership = instance.memberships.of(kept["account"])
    principal = _principal(instance, kept)
    if principal is None or (membership is not None and membership.closed):
        return None
    before = {name: tuple(value) if isinstance(value, list) else value for name, value in kept["context"].items()}
    policies = kept["policies"]
    return Call(
        instance=instance,
        principal=principal,
        request_id=new_request_id(),
        region=kept["region"],
        session_policies=None if policies is None else tuple(_policy(each) for each in policies),
        context={**before, **context},
    )


def _session_tags(instance: Instance, principal: Principal) -> dict[str, str]:
    """The tags that the caller has by its session, not by its role or user."""
    own: Mapping[str, str] = {}
    if principal.role_id:
        role = arn_and_tags(instance, principal.role_id)
        own = role[1] if role else {}
    elif principal.issuer_id:
        user = user_of_id(instance, principal.issuer_id)
        own = user.principal.tags if user else {}
    else:
        return {}
    return {name: value for name, value in principal.tags.items() if own.get(name) != value}


def _principal(instance: Instance, kept: Mapping[str, Any]) -> Principal | None:
    match kept["kind"]:
        case "root":
            return Principal.root(kept["account"])
        case "role-session":
            role = arn_and_tags(instance, kept["id"])
            return (
                None if role is None else session_principal(role[0], kept["id"], kept["session"], role[1], kept["tags"])
            )
        case "user":
            user = user_of_id(instance, kept["id"])
            return None if user is None else user.principal
        case "federated-user":
            owner = _owner(instance, kept["id"])
            if owner is None:
                return None
            tags = over(owner.tags, kept["tags"])
            return Principal.federated_user(owner.account, kept["session"], owner.arn, owner.principal_id, tags=tags)
        case _:
            return None


def _owner(instance: Instance, owner_id: str) -> Principal | None:
    if not owner_id.startswith("AIDA"):
        return Principal.root(owner_id)
    user = user_of_id(instance, owner_id)
    return None if user is None else user.principal


def _text(policy: NamedPolicy) -> dict[str, str]:
    return {"name": policy.name, "kind": policy.document.kind, "text": policy.document.text, "place": policy.place}


def _policy(kept: Mapping[str, Any]) -> NamedPolicy:
    return NamedPolicy(kept["name"], PolicyDocument.parse(kept["text"], kept["kind"]), kept["place"])
