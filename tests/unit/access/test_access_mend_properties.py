"""Mends of made-up denials, attacked by requests that their search does not know."""

from collections import Counter
from dataclasses import replace
from random import Random

import pytest

from sealcanvas.access import PolicySet, mend
from sealcanvas.access.decide_by import decide_again, decide_by
from sealcanvas.access.mend import apply_changes
from tests.support.generated import Rules, compiled_decision, compiled_policies, compiled_request, question

_QUESTIONS = 150


def _theirs(policies: PolicySet) -> PolicySet:
    return PolicySet(resource=policies.resource, grants=policies.grants)


@pytest.mark.parametrize("rules", ["standard", "key", "trust"])
def test_a_mend_allows_its_request_and_opens_nothing_for_others_or_for_other_things(rules: Rules) -> None:
    random = Random(20_261_126)  # noqa: S311 - made-up questions, not keys
    seen: Counter[str] = Counter()
    for _ in range(_QUESTIONS):
        asked = question(random, rules)
        policies, decision = compiled_policies(asked, rules), compiled_decision(asked, rules)
        offer = mend(decision, policies)
        if offer is None or not offer.changes:
            seen["allowed" if offer is None else "no change offered"] += 1
            continue
        seen["mended"] += 1
        seen[offer.changes[0].edit] += 1
        after = apply_changes(policies, offer.changes)
        assert decide_again(decision, after).allowed
        for _ in range(20):
            other = compiled_request(question(random, rules))
            if other.principal.stable_arn != decision.request.principal.stable_arn:
                pairs = decision.encryption_context
                before, now = (decide_by(rules, other, _theirs(each), pairs) for each in (policies, after))
                assert before.outcome == now.outcome, (offer.changes[0].diff(), other)
            if other.action.lower() != decision.request.action.lower():
                asked_so = replace(decision, request=replace(decision.request, action=other.action))
                assert decide_again(asked_so, policies).allowed == decide_again(asked_so, after).allowed
    assert seen["mended"] >= _QUESTIONS // 8, seen
    assert seen["add-statement"], seen
