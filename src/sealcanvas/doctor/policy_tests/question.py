"""A policy test as the question that it is today."""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.context import fold_key
from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.request import AccessRequest, ContextValue
from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.kms.grants import ENCRYPTION_CONTEXT
from sealcanvas.service.instance import Instance
from sealcanvas.service.membership import organization_keys

Gone = Literal["principal-gone", "resource-gone"]


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what, by which rules."""

    request: AccessRequest
    rules: Rules


def question_of(lookups: Lookups, fixture: Fixture, *, tell_gone: bool = True) -> Question | Gone:
    """The question, principal and resource as they stand; or what is gone.

    Args:
        tell_gone: False where the asker may not learn whether the resource is there: it is then asked about as one
            without a policy.
    """
    principal = lookups.principal(fixture.asker)
    if principal is None:
        return "principal-gone"
    rules = rules_of(fixture.action, fixture.resource)
    resource = lookups.resource(principal, fixture, rules)
    if not resource.there and tell_gone:
        return "resource-gone"
    owner = resource.account or fixture.resource_account or principal.account or lookups.instance.account
    instance = lookups.instance
    organization = organization_keys(instance.memberships, principal, owner, fixture.context)
    follows = resource.keys | organization | _times(instance, fixture) | _encryption_context(fixture)
    given = {fold_key(name) for name in fixture.context}
    context = {name: value for name, value in follows.items() if fold_key(name) not in given}
    request = AccessRequest(principal, fixture.action, fixture.resource, owner, context | dict(fixture.context))
    return Question(request, rules)


def answer_of(lookups: Lookups, fixture: Fixture, question: Question) -> Decision:
    """What the policies say now.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    request, rules = question.request, question.rules
    policies = lookups.policies(fixture, request, rules)
    decision = decide_by(rules, request, policies, fixture.encryption_context)
    if rules != "key" or decision.outcome != "implicit-deny":
        return decision
    granted = lookups.with_grants(policies, request)  # as in a request: most are settled by policies
    return decision if granted is None else decide_by(rules, request, granted, fixture.encryption_context)


def _times(instance: Instance, fixture: Fixture) -> dict[str, ContextValue]:
    now = instance.clock()
    written = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    times: dict[str, ContextValue] = {"aws:CurrentTime": written, "aws:EpochTime": str(int(now.timestamp()))}
    if fixture.asker.kind in ("role-session", "federated-user"):
        times["aws:TokenIssueTime"] = written
    return times


def _encryption_context(fixture: Fixture) -> dict[str, ContextValue]:
    # Grants see the encryption context as condition keys, as they do in a request.
    return {f"{ENCRYPTION_CONTEXT}{name}": value for name, value in fixture.encryption_context.items()}
