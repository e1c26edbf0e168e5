"""Whether, by which way and under which conditions one principal may do one action on one resource."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sealcanvas.access.context import Context
from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision
from sealcanvas.access.grant import Grant
from sealcanvas.access.grants import Grants
from sealcanvas.access.layer_result import StatementRef
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest
from sealcanvas.access.statement import Statement
from sealcanvas.doctor.abroad import UNKNOWN
from sealcanvas.doctor.deciding import statement_members
from sealcanvas.doctor.who_can_candidates import ANYONE, Candidate
from sealcanvas.doctor.who_can_views import Settled, hopefully, strictly

Told = dict[str, Any]

_OWN = ("resource", "trust")


def access_of(
    candidate: Candidate, request: AccessRequest, policies: PolicySet, grants: Sequence[Grant]
) -> Told | None:
    """What the candidate may do, as the service model's `ActionAccess`; None if nothing lets it.

    Args:
        request: as a real request of the candidate's would be, but for its circumstances.
        policies: those that bear on it, without grants.
        grants: those of the candidate on the key.
    """
    settled = Settled.of(candidate.principal, outside=candidate.outside)
    if candidate.name == ANYONE:
        settled = Settled(nothing=True)
    rules = rules_of(request.action, request.resource)
    if candidate.outside:
        policies = of_outsider(policies)
    free, every = _grants(grants)
    hopeful = replace(hopefully(policies, settled), grants=Grants(every))
    decision = decide_by(rules, request, hopeful)
    if not decision.allowed:
        return None
    strict = decide_by(rules, request, replace(strictly(policies, settled), grants=Grants(free)))
    path = _path(decision, candidate)
    always = strict.allowed and path != "BothAccounts"
    if always:
        decision, path = strict, _path(strict, candidate)
    told: Told = {
        "Action": request.action,
        "Certainty": "Always" if always else "Conditional",
        "Path": path,
        "Statements": [{"Layer": layer} | statement_members(ref) for layer, ref in _letting(decision, path, candidate)],
    }
    granted = decision.of("grant")
    if path == "Grant" and granted is not None:
        told["GrantId"] = granted.grant
    if not always:
        told["Conditions"] = list(_conditions(decision, policies, settled, path, candidate))
        told["Conditions"] += [
            each for grant in grants if grant.grant_id == told.get("GrantId") for each in _constraints(grant)
        ]
        told["Unless"] = list(_unless(request, policies, settled))
    return told


def of_outsider(policies: PolicySet) -> PolicySet:
    """`policies` as if the principal's own allowed all: those of another account are not ours to look at."""
    return replace(policies, identity=(UNKNOWN,), boundary=None, session=None, service_control=None)


def _grants(grants: Sequence[Grant]) -> tuple[list[Grant], list[Grant]]:
    """The grants that allow whatever the circumstances, and all of them as if their constraints were met."""
    # What a grant lets its grantee grant on depends on what he asks for.
    free = [
        replace(grant, operations=grant.operations - {"CreateGrant"})
        for grant in grants
        if not any(_constraints(grant))
    ]
    met = [
        replace(grant, encryption_context_equals=None, encryption_context_subset=None, source_arn=None)
        for grant in grants
    ]
    return free, met


def _path(decision: Decision, candidate: Candidate) -> str:
    granted = decision.of("grant")
    own = next(layer for layer in decision.layers if layer.layer in _OWN)
    if granted is not None and granted.cause == "grant":
        return "Grant"
    if candidate.outside and candidate.principal.account:
        return "BothAccounts"
    if own.outcome == "allow":
        return "ResourcePolicy"
    if own.outcome == "delegates" and decision.rules != "standard":
        return "IdentityPolicyByResourcePolicy"
    return "RootUser" if candidate.principal.kind == "root" else "IdentityPolicy"


def _letting(decision: Decision, path: str, candidate: Candidate) -> Iterator[tuple[str, StatementRef]]:
    """The statements that let the principal in, with their layers."""
    own = path not in ("Grant", "IdentityPolicy", "RootUser")
    identity = path.startswith("IdentityPolicy") and not candidate.outside
    wanted = (*(_OWN if own else ()), *(("identity",) if identity else ()))
    for layer in decision.layers:
        ref = layer.statement
        if ref is not None and ref.effect == "Allow" and layer.layer in wanted:
            yield layer.layer, ref


def _conditions(
    decision: Decision, policies: PolicySet, settled: Settled, path: str, candidate: Candidate
) -> Iterator[Told]:
    """What must hold: the open conditions of the statements that let in, and of those that limit."""
    letting = [ref for _, ref in _letting(decision, path, candidate)]
    limits = ("boundary", "session", "service-control")
    for layer in decision.layers:
        ref = layer.statement
        if ref is None or not (ref in letting or layer.layer in limits):
            continue
        for policy in policies:
            for statement in policy.document.statements if policy.name == ref.document else ():
                if statement.index == ref.index:
                    yield from _open(policy, statement, settled)


def _unless(request: AccessRequest, policies: PolicySet, settled: Settled) -> Iterator[Told]:
    """What must not hold: the open conditions of every Deny that may apply."""
    context = Context(request, bounded=policies.boundary is not None)
    for policy in policies:
        for statement in policy.document.about(request.action).denies:
            conditions = settled.open_conditions(statement)
            if (
                conditions
                and (policy is not policies.resource or statement.names(context) is not Named.NOT)
                and statement.covers_resource(context)
                and all(each.holds(context) for each in statement.conditions if each not in conditions)
            ):
                yield from _open(policy, statement, settled)


def _open(policy: NamedPolicy, statement: Statement, settled: Settled) -> Iterator[Told]:
    for condition in settled.open_conditions(statement):
        yield {
            "Document": policy.name,
            "Line": statement.line,
            "Operator": condition.operator,
            "Key": condition.key,
            "Values": list(condition.values),
        }


def _constraints(grant: Grant) -> Iterator[Told]:
    """A grant's constraints, told as conditions are."""
    name = f"grant {grant.grant_id}"
    for operator, pairs in (
        ("EncryptionContextEquals", grant.encryption_context_equals),
        ("EncryptionContextSubset", grant.encryption_context_subset),
    ):
        for key, value in (pairs or {}).items():
            yield {"Document": name, "Operator": operator, "Key": f"kms:EncryptionContext:{key}", "Values": [value]}
    if grant.source_arn is not None:
        yield {"Document": name, "Operator": "SourceArn", "Key": "aws:SourceArn", "Values": [grant.source_arn]}
