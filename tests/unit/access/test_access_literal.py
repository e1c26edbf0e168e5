"""The compiled engine against a slow, literal one that was written from AWS's documentation alone."""

from collections.abc import Callable

import pytest

from tests.support.generated import Rules, compiled_decision, compiled_policies, questions
from tests.support.generated.coverage import Coverage
from tests.support.literal import Question, Verdict, decide, decide_key, decide_trust

LITERAL: dict[Rules, Callable[[Question], Verdict]] = {"standard": decide, "key": decide_key, "trust": decide_trust}
REFUSALS = {
    "standard": ["identity", "resource", "boundary", "session", "service-control"],
    "key": ["identity", "resource", "boundary", "session", "service-control", "cross-account-key"],
    "trust": ["identity", "trust", "boundary", "session", "service-control"],
}


def compared(seed: int, rules: Rules, count: int) -> Coverage:
    """Decide `count` made-up questions twice, hold the answers against each other, and return what was exercised."""
    coverage = Coverage()
    policies = None
    compiled_for: Question | None = None
    for asked in questions(seed, rules, count):
        if compiled_for is None or not _same_policies(asked, compiled_for):
            policies, compiled_for = compiled_policies(asked, rules), asked
        verdict, decision = LITERAL[rules](asked), compiled_decision(asked, rules, policies)
        assert decision.outcome == verdict.outcome, (asked, verdict, decision)
        assert decision.reason in verdict.reasons, (asked, verdict, decision)
        if verdict.outcome == "explicit-deny":
            assert decision.deciding is not None
            assert (decision.deciding.document, decision.deciding.index) in verdict.denied_by, (asked, verdict)
        coverage.note(asked, rules, verdict, decision.reason)
    return coverage


def _same_policies(one: Question, other: Question) -> bool:
    names = ("identity", "boundary", "session", "service_control", "resource_policy", "grants")
    return all(getattr(one, name) is getattr(other, name) for name in names)


@pytest.mark.parametrize("rules", ["standard", "key", "trust"])
def test_the_compiled_engine_decides_as_the_literal_one(rules: Rules) -> None:
    coverage = compared(1, rules, 2_000)
    assert 0.35 < coverage.allowed_share < 0.65
    assert coverage.rare_operators(3, forms=False) == []
    reasons = {reason for outcome, reason in coverage.reasons if outcome == "implicit-deny"}
    assert reasons >= set(REFUSALS[rules])


@pytest.mark.slow
@pytest.mark.timeout(1_200)
@pytest.mark.parametrize("rules", ["standard", "key", "trust"])
def test_both_engines_agree_on_a_hundred_thousand_questions(rules: Rules) -> None:
    coverage = compared(2, rules, 34_000)
    assert 0.35 < coverage.allowed_share < 0.65
    assert coverage.rare_operators(10, forms=True) == []
    for outcome in ("implicit-deny", "explicit-deny"):
        for reason in REFUSALS[rules]:
            assert coverage.reasons[outcome, reason] >= 50, (outcome, reason)
    for way in ("everyone", "itself", "role", "account"):
        assert coverage.named[way] >= 500, way
    kinds = {"User", "AssumedRole", "AWSService"}
    kinds |= {
        "standard": {"Account", "FederatedUser", "Anonymous"},
        "key": {"Account", "FederatedUser"},
        "trust": {"WebIdentity"},
    }[rules]
    for kind in kinds:
        assert min(coverage.callers[kind, outcome] for outcome in ("allowed", "implicit-deny", "explicit-deny")) >= 15
    elements = {"NotAction Allow", "NotAction Deny", "NotResource Allow", "NotResource Deny"}
    elements |= {"NotPrincipal Allow", "NotPrincipal Deny"} if rules == "standard" else set()
    for element in elements:
        assert coverage.elements[element] >= 500, element
