"""What both simulators take alike: whom to ask for, on what, under which circumstances, and how much of it at once."""

import re
from collections.abc import Sequence
from dataclasses import replace

from sealcanvas.access.context import fold_key
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.principal import Principal
from sealcanvas.iam.arns import is_account
from sealcanvas.iam.context_entries import read_context_entries
from sealcanvas.iam.errors import InvalidInput
from sealcanvas.iam.named_principal import named_principal
from sealcanvas.iam.paging import Page
from sealcanvas.iam.policy_source import group_caller
from sealcanvas.iam.simulation import Simulation, parse_input
from sealcanvas.iam.simulation_results import evaluation_result
from sealcanvas.service.call import Call
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.operation import Request

_ARN = re.compile(r"arn:[a-z-]+:[\w.*-]+:[^:]*:[^:]*:.+", re.ASCII | re.DOTALL)
_OWNER = re.compile(r"arn:aws:iam::(\d{12}):root", re.ASCII)
_GROUP = re.compile(r"arn:aws:iam::(\d{12}):group/.+", re.ASCII | re.DOTALL)
_STATEMENTS_A_PAGE = 2_000_000

_STUB = "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR"
"""The `aws:userid` of a simulated caller who has no name, as AWS's."""


def simulate(call: Call, request: Request, policies: IdentityPolicies, source: Principal | None = None) -> Request:
    """The page of EvaluationResults that `request` asks for.

    Args:
        policies: the caller's side, without the boundary that the request may bring.
        source: the caller, if the request names none.

    Raises:
        InvalidInput: a parameter that cannot be.
    """
    actions, resources = _actions(request), _resources(request)
    caller, unknown = _caller(call, request, source)
    context = read_context_entries(request.get("ContextEntries", ()))
    given = {fold_key(name) for name in context}
    boundary = _boundary(request)
    if boundary is not None:
        policies = replace(policies, boundary=boundary)
    simulation = Simulation(
        caller=caller,
        # A service has no policies of its own, whoever else's were given.
        policies=policies if caller.account else IdentityPolicies(),
        owner=_owner(request) or caller.account or call.account,
        resource_policy=request.get("ResourcePolicy"),
        context=context | {name: () for name in unknown if fold_key(name) not in given},
    )
    if request.get("ResourceHandlingOption") is not None:
        raise InvalidInput(
            f"Invalid input resource handling options. Action does not support resource handling options: {actions[0]}."
        )
    page = Page(request)
    page.limit = min(page.limit, _most(simulation, resources))
    numbers, more = page.of(range(len(actions)), "{:09}".format)
    return {"EvaluationResults": [evaluation_result(simulation, actions[n], resources) for n in numbers], **more}


def input_policies(request: Request) -> tuple[NamedPolicy, ...]:
    """The policies of PolicyInputList, named as AWS names them in MatchedStatements."""
    return tuple(
        NamedPolicy(f"PolicyInputList.{number}", parse_input(text, "identity"))
        for number, text in enumerate(request.get("PolicyInputList", ()), 1)
    )


def _boundary(request: Request) -> NamedPolicy | None:
    texts = request.get("PermissionsBoundaryPolicyInputList", ())
    if len(texts) > 1:
        raise InvalidInput("Only one permissions boundary policy can be given.")
    for text in texts:
        return NamedPolicy("PermissionsBoundaryPolicyInputList.1", parse_input(text, "boundary"))
    return None


def _actions(request: Request) -> list[str]:
    actions: list[str] = request["ActionNames"]
    for action in actions:
        if ":" not in action.strip(":"):
            raise InvalidInput("The action is invalid since it is missing names")
        if "*" in action or "?" in action:
            raise InvalidInput(f"An action name must not have wildcards: {action}.")
    return actions


def _resources(request: Request) -> list[str]:
    resources: list[str] = request.get("ResourceArns") or ["*"]
    if resources != ["*"]:
        for resource in resources:
            if _ARN.fullmatch(resource) is None:
                raise InvalidInput(f"ResourceNames are not in a valid ARN format: {resource}.")
    return resources


def _owner(request: Request) -> str | None:
    given = request.get("ResourceOwner")
    if given is None:
        return None
    owner = _OWNER.fullmatch(given)
    if owner is None:
        raise InvalidInput(f"'{given}' is not a valid as a Resource Owner.")
    return owner[1]


def _caller(call: Call, request: Request, source: Principal | None) -> tuple[Principal, tuple[str, ...]]:
    """The simulated caller, and the condition keys that it does not have."""
    arn = request.get("CallerArn")
    if arn is None:
        if source is not None:
            return source, ()
        if request.get("ResourcePolicy") is not None:
            raise InvalidInput("Invalid caller - Caller cannot be null or empty.")
        return Principal("user", call.account, _STUB, _STUB), ("aws:PrincipalArn", "aws:PrincipalType")
    if group := _GROUP.fullmatch(arn):
        return group_caller(group[1], arn), ()
    caller = None if is_account(arn) else named_principal(call.instance, arn)
    if caller is None:
        raise InvalidInput(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return caller, ()


def _most(simulation: Simulation, resources: Sequence[str]) -> int:
    """How many actions fit into a page: IAM may always return fewer than asked for."""
    policies = [*simulation.policies.identity, simulation.policies.boundary]
    statements = sum(len(policy.document.statements) for policy in policies if policy is not None)
    most = _STATEMENTS_A_PAGE // (len(resources) * max(statements, 100))
    if most == 0:
        raise InvalidInput("The simulation has too many resources and statements; ask in smaller parts.")
    return most
