"""A role session: what a token says, and what follows from it today."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.managed_policies import default_document
from sealcanvas.service.instance import Instance

TRANSITIVE_TAG_KEYS = "sealcanvas:TransitiveTagKeys"
"""Our own context key: the session tags that a chained session inherits. AWS shows it to nobody either."""


@dataclass(frozen=True, slots=True)
class Session:
    """What is fixed when a session is made; times are aware UTC, in whole seconds.

    Attributes:
        policy: the inline session policy's text, or None.
        policy_arns: managed session policies; None when no session policy of either kind was passed.
        via: services through which the session's calls count as passed on.
        purpose: the ARN that the work is for.
    """

    role_id: str
    session_name: str
    secret: Secret
    issued_at: datetime
    expires_at: datetime
    policy: str | None = None
    policy_arns: tuple[str, ...] | None = None
    tags: Mapping[str, str] = field(default_factory=dict)
    transitive: tuple[str, ...] = ()
    source_identity: str = ""
    via: tuple[str, ...] = ()
    purpose: str = ""


def session_principal(
    role_arn: str,
    role_id: str,
    session_name: str,
    role_tags: Mapping[str, str],
    session_tags: Mapping[str, str] | None = None,
) -> Principal:
    """A session of the role as a caller: the role's tags as they are now, under the session's own."""
    own = {key.lower() for key in session_tags or ()}
    merged = {key: value for key, value in role_tags.items() if key.lower() not in own} | dict(session_tags or {})
    return Principal.role_session(role_arn, role_id, session_name, tags=merged)


def session_policies(instance: Instance, session: Session) -> tuple[NamedPolicy, ...] | None:
    """The policies that narrow the session; a managed one that is gone allows nothing."""
    if session.policy is None and session.policy_arns is None:
        return None
    found: list[NamedPolicy] = []
    if session.policy is not None:
        name = f"session policy of {session.session_name}"
        found.append(NamedPolicy(name, PolicyDocument.parse(session.policy, "session")))
    for arn in session.policy_arns or ():
        text = default_document(instance, arn)
        if text is not None:
            found.append(NamedPolicy(f"session policy {arn}", PolicyDocument.parse(text, "identity")))
    return tuple(found)


def session_context(issued_at: datetime, session: Session | None = None) -> dict[str, str | tuple[str, ...]]:
    """The condition keys that every call of a role session carries."""
    context: dict[str, str | tuple[str, ...]] = {
        "aws:TokenIssueTime": issued_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "aws:MultiFactorAuthPresent": "false",
    }
    if session is not None and session.source_identity:
        context["aws:SourceIdentity"] = session.source_identity
    if session is not None and session.transitive:
        context[TRANSITIVE_TAG_KEYS] = session.transitive
    return context
