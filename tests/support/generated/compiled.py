"""The way of a made-up question into the engine that enforces."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from sealcanvas.access import AccessRequest, Decision, Grant, NamedPolicy, PolicyDocument, PolicySet, Principal
from sealcanvas.access.evaluate import decide
from sealcanvas.access.evaluate_kms import decide_key
from sealcanvas.access.evaluate_trust import decide_trust
from sealcanvas.access.grants import Grants
from sealcanvas.access.policy import PolicyKind
from sealcanvas.access.principal import ANONYMOUS
from tests.support.generated.questions import Rules
from tests.support.literal import Caller, Question
from tests.support.literal.reading import Document

_RESOURCE_KIND: dict[Rules, PolicyKind] = {"standard": "bucket", "key": "key", "trust": "trust"}


def compiled_decision(asked: Question, rules: Rules, policies: PolicySet | None = None) -> Decision:
    """Decide `asked` by the compiled engine; `policies` are its own if they were compiled before."""
    request = compiled_request(asked)
    given = policies or compiled_policies(asked, rules)
    if rules == "key":
        return decide_key(request, given, asked.encryption_context)
    return decide(request, given) if rules == "standard" else decide_trust(request, given)


def compiled_request(asked: Question) -> AccessRequest:
    """Return the request of `asked`."""
    context = {name: value if isinstance(value, str) else tuple(value) for name, value in asked.context.items()}
    return AccessRequest(_principal(asked.caller), asked.action, asked.resource, asked.resource_account, context)


def compiled_policies(asked: Question, rules: Rules, write: Callable[[Any], str] = json.dumps) -> PolicySet:
    """Return the policies of `asked`, compiled from the texts that `write` makes of them."""

    def named(policy: Document, kind: PolicyKind) -> NamedPolicy:
        return NamedPolicy(policy[0], PolicyDocument.parse(write(policy[1]), kind))

    session, levels, resource = asked.session, asked.service_control, asked.resource_policy
    return PolicySet(
        identity=tuple(named(policy, "identity") for policy in asked.identity),
        boundary=named(asked.boundary, "boundary") if asked.boundary else None,
        session=None if session is None else tuple(named(policy, "session") for policy in session),
        service_control=None
        if levels is None
        else tuple(tuple(named(policy, "identity") for policy in level) for level in levels),
        resource=named(resource, _RESOURCE_KIND[rules]) if resource else None,
        grants=Grants(_grant(number, grant) for number, grant in enumerate(asked.grants)),
    )


def _grant(number: int, grant: Mapping[str, Any]) -> Grant:
    return Grant(
        f"grant-{number}",
        grant["grantee"],
        frozenset(grant["operations"]),
        grant.get("equals"),
        grant.get("subset"),
        grant.get("source_arn"),
    )


def _principal(caller: Caller) -> Principal:
    if caller.kind == "User":
        return Principal.user(caller.account, str(caller.username), caller.userid, tags=caller.tags)
    name = caller.userid.rpartition(":")[2]
    if caller.kind == "AssumedRole":
        return Principal.role_session(str(caller.origin_arn), str(caller.origin_id), name, tags=caller.tags)
    if caller.kind == "FederatedUser":
        issuer = str(caller.origin_arn), str(caller.origin_id)
        return Principal.federated_user(caller.account, name, *issuer, tags=caller.tags)
    if caller.kind == "Account":
        return Principal.root(caller.account)
    if caller.kind == "AWSService":
        return Principal.service_principal(str(caller.service))
    return Principal.web_identity(str(caller.provider), name) if caller.kind == "WebIdentity" else ANONYMOUS
