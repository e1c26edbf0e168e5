"""A warm decision over the biggest key policy stays quick; `make bench` has the figures."""

import time

import pytest

from bench.access import CASES, decision, policy_set

BOUND_US = 500
"""Ten times the target, for machines that do other things as well."""


@pytest.mark.parametrize("case", CASES)
def test_a_warm_decision_over_200_statements_and_5000_grants(case: str) -> None:
    policies = policy_set(delegated=case.startswith("delegated"))
    assert decision(case, policies).outcome == CASES[case][2]
    times = []
    for _ in range(50):
        began = time.perf_counter()
        decision(case, policies)
        times.append((time.perf_counter() - began) * 1e6)
    assert min(times) < BOUND_US
