"""EvaluationResults of a simulation, as IAM's answers have them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sealcanvas.access.context import Context, fold_key
from sealcanvas.access.context_keys import context_keys
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.principal_element import Named
from sealcanvas.access.scan import Hit, scan_policies, scan_resource_policy
from sealcanvas.access.statement import Statement
from sealcanvas.access.statement_spans import statement_spans
from sealcanvas.iam.arn_template import arn_template
from sealcanvas.iam.simulation import RESOURCE_POLICY, Simulation

_DECISIONS = {"allowed": "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny"}
_HITS = {"allow": "allowed", "explicit-deny": "explicitDeny", "no-match": "implicitDeny"}
_STRICTEST = ("explicitDeny", "implicitDeny", "allowed")

Members = dict[str, Any]


def evaluation_result(simulation: Simulation, action: str, resources: Sequence[str]) -> Members:
    """The result of one action on all `resources` (`*` alone: on anything at all)."""
    each = [_on_resource(simulation, action, resource) for resource in resources]
    result: Members = {"EvalActionName": action, "EvalResourceName": arn_template(resources)}
    result["EvalDecision"] = _strictest(one["EvalResourceDecision"] for one in each)
    result["MatchedStatements"] = _distinct(
        statement
        for one in each
        if one["EvalResourceDecision"] == result["EvalDecision"]
        for statement in one["MatchedStatements"]
    )
    result["MissingContextValues"] = _distinct(key for one in each for key in one["MissingContextValues"])
    for member in ("OrganizationsDecisionDetail", "PermissionsBoundaryDecisionDetail"):
        details = [one[member] for one in each if member in one]
        if details:
            name = next(iter(details[0]))
            result[member] = {name: all(detail[name] for detail in details)}
    details = [one["EvalDecisionDetails"] for one in each if "EvalDecisionDetails" in one]
    names = _distinct(name for detail in details for name in detail)
    if details and (names or list(resources) != ["*"]):
        result["EvalDecisionDetails"] = {
            name: _strictest(detail[name] for detail in details if name in detail) for name in names
        }
    if list(resources) != ["*"]:
        result["ResourceSpecificResults"] = [_told_of_a_resource(one) for one in each]
    return result


def _on_resource(simulation: Simulation, action: str, resource: str) -> Members:
    decision, policies = simulation.decide(action, resource)
    bounded = policies.boundary is not None
    context = Context(decision.request, simulation.encryption_context, bounded=bounded)
    effect = {"allowed": "Allow", "explicit-deny": "Deny"}.get(decision.outcome)
    given = policies.resource is not None and policies.resource.name == RESOURCE_POLICY
    result: Members = {
        "EvalResourceName": resource,
        "EvalResourceDecision": _DECISIONS[decision.outcome],
        "MatchedStatements": [
            _matched(policy, statement)
            for policy, statement in _matching(policies, context)
            if statement.effect == effect and (policy is not policies.boundary or effect == "Deny") and policy.name
        ],
        "MissingContextValues": _missing(policies, context),
    }
    control = policies.service_control
    allowed_by_control = control is None or all(scan_policies(level, context).allows for level in control)
    if control is not None:
        result["OrganizationsDecisionDetail"] = {"AllowedByOrganizations": allowed_by_control}
    boundary = None if policies.boundary is None else scan_policies((policies.boundary,), context)
    if boundary is not None:
        result["PermissionsBoundaryDecisionDetail"] = {"AllowedByPermissionsBoundary": boundary.allows}
    if allowed_by_control:
        result["EvalDecisionDetails"] = {}
        if simulation.crosses_accounts(resource):
            own = scan_resource_policy(policies.resource, context) if given and policies.resource else None
            result["EvalDecisionDetails"] = _by_type(scan_policies(policies.identity, context), own, boundary)
    return result


def _told_of_a_resource(one: Members) -> Members:
    told = {name: value for name, value in one.items() if name != "OrganizationsDecisionDetail"}
    if not told.get("EvalDecisionDetails"):
        told.pop("EvalDecisionDetails", None)
    return told


def _by_type(identity: Hit, resource: Hit | None, boundary: Hit | None) -> dict[str, str]:
    details = {"IAM Policy": _HITS[identity.outcome]}
    details["Resource Policy"] = "implicitDeny" if resource is None else _HITS[resource.outcome]
    if boundary is not None:
        details["Permissions Boundary Policy"] = _HITS[boundary.outcome]
    return details


def _matching(policies: PolicySet, context: Context) -> Iterator[tuple[NamedPolicy, Statement]]:
    """Every statement that is about the request and whose conditions hold."""
    action = context.request.action
    for policy in _all(policies):
        for statement in policy.document.statements:
            if (
                statement.covers_action(action)
                and (policy is not policies.resource or statement.names(context) is not Named.NOT)
                and statement.covers_resource(context)
                and statement.conditions_hold(context)
            ):
                yield policy, statement


def _all(policies: PolicySet) -> Iterator[NamedPolicy]:
    yield from policies.identity
    for policy in (policies.resource, policies.boundary):
        if policy is not None:
            yield policy


def _missing(policies: PolicySet, context: Context) -> list[str]:
    keys = context_keys(policy.document for policy in _all(policies))
    return [key for key in keys if not context.get(fold_key(key))]


def _matched(policy: NamedPolicy, statement: Statement) -> Members:
    span = statement_spans(policy.document.text)[statement.index]
    return {
        "SourcePolicyId": policy.name,
        # AWS answers with these words, whatever its model's list of values says.
        "SourcePolicyType": "Resource Policy" if policy.name == RESOURCE_POLICY else "IAM Policy",
        "StartPosition": {"Line": span.start_line, "Column": span.start_column},
        "EndPosition": {"Line": span.end_line, "Column": span.end_column},
    }


def _strictest(decisions: Iterable[str]) -> str:
    return min(decisions, key=_STRICTEST.index)


def _distinct(items: Iterable[Any]) -> list[Any]:
    found: list[Any] = []
    for item in items:
        if item not in found:
            found.append(item)
    return found
