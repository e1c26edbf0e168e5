"""A recorded decision as a policy test."""

from collections.abc import Callable
from dataclasses import replace

from sealcanvas.access.context import Context, fold_key
from sealcanvas.access.decision import Decision, Outcome
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.request import ContextValue
from sealcanvas.doctor.deciding import deciding_layer
from sealcanvas.doctor.policy_tests.fixture import Expectation, Fixture
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.principals import asker_of
from sealcanvas.doctor.policy_tests.question import Question, question_of
from sealcanvas.doctor.policy_tests.read import read_fixture
from sealcanvas.doctor.policy_tests.read_session_policies import tidy_policy
from sealcanvas.doctor.policy_tests.syntax import FixtureSyntaxError
from sealcanvas.doctor.policy_tests.words import tell_unasked
from sealcanvas.doctor.policy_tests.write import write_fixture
from sealcanvas.kms.grants import ENCRYPTION_CONTEXT
from sealcanvas.service.instance import Instance

_VOLATILE = frozenset(
    fold_key(name)
    for name in (
        *("aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime"),
        *("aws:SourceIp", "aws:UserAgent", "aws:Referer"),
    )
)
"""Keys that differ from request to request and seldom matter: kept where a policy mentions them."""


class CannotSave(ValueError):
    """The decision cannot be asked about again; the message says why."""


def fixture_of(
    instance: Instance, decision: Decision, name: str, *, exact: bool = False, outcome: Outcome | None = None
) -> Fixture:
    """The test that asks what was asked then, and expects what was decided.

    Args:
        name: as `tidy_name` gave it.
        exact: expect the layer and the statement too.
        outcome: expect this outcome instead of the recorded one.

    Raises:
        CannotSave: principal or resource is gone, or the test would be too large.
    """
    request = decision.request
    session = decision.session_policies
    asker = asker_of(instance, request.principal)
    if asker is None:
        raise CannotSave(f"{request.principal.stable_arn} is not there any more: nobody can be asked about.")
    bare = Fixture(
        name=name,
        asker=asker,
        action=request.action,
        resource=request.resource,
        expect=_expectation(decision, outcome, exact=exact),
        encryption_context=dict(decision.encryption_context or {}),
        session_policies=None if session is None else tuple((of, tidy_policy(text)) for of, text in session),
    )
    lookups = Lookups(instance)
    question = question_of(lookups, bare)
    if isinstance(question, str):
        raise CannotSave(tell_unasked(question, bare, "en"))
    owner = request.resource_account if question.request.resource_account != request.resource_account else None
    fixture = replace(bare, context=_kept(lookups, decision, bare, question), resource_account=owner)
    try:
        return read_fixture(write_fixture(fixture))
    except FixtureSyntaxError as error:
        raise CannotSave(f"The decision cannot be written as a policy test: {error}") from None


def name_of(decision: Decision) -> str:
    """A name for a test of the decision: who, what, and how it ended."""
    principal = decision.request.principal
    who = principal.stable_arn.rpartition("/")[2].rpartition(":")[2] or principal.kind
    return f"{who[:64]} {decision.request.action.replace(':', ' ')} {decision.outcome}"


def free_name(name: str, taken: Callable[[str], bool]) -> str:
    """`name`, with a number behind it if it is taken."""
    number, free = 1, name
    while taken(free):
        number += 1
        free = f"{name[:120]} {number}"
    return free


def _expectation(decision: Decision, outcome: Outcome | None, *, exact: bool) -> Expectation:
    if outcome is not None and outcome != decision.outcome:
        return Expectation(outcome)
    if not exact:
        return Expectation(decision.outcome)
    deciding = decision.deciding
    if deciding is None or decision.outcome == "implicit-deny":
        return Expectation(decision.outcome, deciding_layer(decision))
    return Expectation(decision.outcome, deciding_layer(decision), deciding.document, deciding.sid)


def _kept(lookups: Lookups, decision: Decision, bare: Fixture, question: Question) -> dict[str, ContextValue]:
    """The keys of the recorded request that do not follow from what the test says anyway."""
    follows = Context(question.request, bare.encryption_context)
    policies = lookups.policies(bare, question.request, question.rules)
    kept: dict[str, ContextValue] = {}
    for name, value in decision.request.context.items():
        folded = fold_key(name)
        if folded.startswith(ENCRYPTION_CONTEXT.lower()):
            continue
        if folded in _VOLATILE:
            needed = any(_mentions(policy, folded) for policy in policies)
        else:
            needed = follows.get(folded) != ((value,) if isinstance(value, str) else tuple(value))
        if needed:
            kept[name] = value
    return kept


def _mentions(policy: NamedPolicy, folded: str) -> bool:
    conditions = (condition for statement in policy.document.statements for condition in statement.conditions)
    return any(fold_key(condition.key) == folded for condition in conditions) or folded in policy.document.text.lower()
