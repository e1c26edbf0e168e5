"""A policy test as the question that it is today."""

from dataclasses import dataclass
from typing import Literal

from sealcanvas.access.context import fold_key
from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.decision import Decision, Rules
from sealcanvas.access.request import AccessRequest, ContextValue
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.policy_tests.fixture import Fixture
from sealcanvas.doctor.policy_tests.principals import principal_now
from sealcanvas.doctor.policy_tests.resources import resource_now
from sealcanvas.doctor.standing import standing_policies
from sealcanvas.kms.grants import ENCRYPTION_CONTEXT
from sealcanvas.service.instance import Instance

Gone = Literal["principal-gone", "resource-gone"]


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks what, by which rules."""

    request: AccessRequest
    rules: Rules


def question_of(instance: Instance, fixture: Fixture, *, tell_gone: bool = True) -> Question | Gone:
    """The question, principal and resource as they stand; or what is gone.

    Args:
        tell_gone: False where the asker may not learn whether the resource is there: it is then asked about as one
            without a policy.
    """
    principal = principal_now(instance, fixture.asker)
    if principal is None:
        return "principal-gone"
    rules = rules_of(fixture.action, fixture.resource)
    resource = resource_now(instance, principal, fixture.action, fixture.resource, rules)
    if not resource.there and tell_gone:
        return "resource-gone"
    owner = resource.account or fixture.resource_account or principal.account or instance.account
    follows = resource.keys | _times(instance, fixture) | _encryption_context(fixture)
    given = {fold_key(name) for name in fixture.context}
    context = {name: value for name, value in follows.items() if fold_key(name) not in given}
    request = AccessRequest(principal, fixture.action, fixture.resource, owner, context | dict(fixture.context))
    return Question(request, rules)


def answer_of(instance: Instance, fixture: Fixture, question: Question, drafts: Drafts = NO_DRAFTS) -> Decision:
    """What the policies say now, with `drafts` in place of those that they change.

    Raises:
        PolicySyntaxError: a draft is no policy.
    """
    policies = standing_policies(instance, question.request, question.rules, fixture.session_policies, drafts)
    return decide_by(question.rules, question.request, policies, fixture.encryption_context)


def _times(instance: Instance, fixture: Fixture) -> dict[str, ContextValue]:
    now = instance.clock()
    written = now.strftime("%Y-%m-%dT%H:%M:%SZ")
    times: dict[str, ContextValue] = {"aws:CurrentTime": written, "aws:EpochTime": str(int(now.timestamp()))}
    if fixture.asker.kind == "role-session":
        times["aws:TokenIssueTime"] = written
    return times


def _encryption_context(fixture: Fixture) -> dict[str, ContextValue]:
    # Grants see the encryption context as condition keys, as they do in a request.
    return {f"{ENCRYPTION_CONTEXT}{name}": value for name, value in fixture.encryption_context.items()}
