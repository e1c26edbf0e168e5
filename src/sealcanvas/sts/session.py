"""A session, of whichever kind: what a token says, and what follows from it today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import Keys
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.managed_policies import default_document
from sealcanvas.service.instance import Instance

TRANSITIVE_TAG_KEYS = "sealcanvas:TransitiveTagKeys"
"""Our own context key: the session tags that a chained session inherits. AWS shows it to nobody either."""

SessionKind = Literal["role", "user", "root", "federated-user"]
"""Whose session it is: of a role, or of whoever called GetSessionToken, or GetFederationToken."""

ContextKeys = Mapping[str, str | tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Session:
    """What is fixed when a session is made; times are aware UTC, in whole seconds.

    Attributes:
        kind: whose session it is.
        owner_id: the unique id of the role (`AROA…`) or user (`AIDA…`) whose permissions it has, or the account, for
            those of its root user.
        session_name: the role session's or the federated user's name; "" for a user's own session.
        policy: the inline session policy's text, or None.
        policy_arns: managed session policies; None when no session policy of either kind was passed.
        via: services through which the session's calls count as passed on.
        purpose: the ARN that the work is for.
        federation: the condition keys that an identity provider's token gave the session.
    """

    owner_id: str
    session_name: str
    secret: Secret
    issued_at: datetime
    expires_at: datetime
    kind: SessionKind = "role"
    policy: str | None = None
    policy_arns: tuple[str, ...] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str = ""
    via: tuple[str, ...] = ()
    purpose: str = ""
    federation: ContextKeys = field(default_factory=dict)


def session_principal(
    role_arn: str,
    role_id: str,
    session_name: str,
    role_tags: Mapping[str, str],
    session_tags: Mapping[str, str] | None = None,
) -> Principal:
    """A session of the role as a caller: the role's tags as they are now, under the session's own."""
    return Principal.role_session(role_arn, role_id, session_name, tags=over(role_tags, session_tags or {}))


def over(own: Mapping[str, str], session_tags: Mapping[str, str]) -> dict[str, str]:
    """The tags of a role or user under those of its session: keys that differ in case alone are one."""
    replaced = {key.lower() for key in session_tags}
    return {key: value for key, value in own.items() if key.lower() not in replaced} | dict(session_tags)


def session_policies(instance: Instance, session: Session) -> tuple[NamedPolicy, ...] | None:
    """The policies that narrow the session; a managed one that is gone allows nothing.

    A federated user without any has no permissions but those that a resource's policy gives to its own ARN.
    """
    if session.policy is None and session.policy_arns is None:
        return () if session.kind == "federated-user" else None
    found: list[NamedPolicy] = []
    if session.policy is not None:
        name = f"session policy of {session.session_name}"
        found.append(NamedPolicy(name, PolicyDocument.parse(session.policy, "session")))
    for arn in session.policy_arns or ():
        text = default_document(instance, arn)
        if text is not None:
            found.append(NamedPolicy(f"session policy {arn}", PolicyDocument.parse(text, "identity")))
    return tuple(found)


def session_context(issued_at: datetime, session: Session | None = None) -> Keys:
    """The condition keys that every call with temporary credentials carries."""
    context: Keys = {
        "aws:TokenIssueTime": issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:MultiFactorAuthPresent": "false",
    }
    if session is None:
        return context
    if session.source_identity:
        context["aws:SourceIdentity"] = session.source_identity
    if session.transitive:
        context[TRANSITIVE_TAG_KEYS] = session.transitive
    return context | dict(session.federation)


def is_temporary(context: ContextKeys) -> bool:
    """Tell whether a call was made with temporary credentials: they alone have a time of issue."""
    return "aws:TokenIssueTime" in context
