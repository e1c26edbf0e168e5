"""What must hold of every decision, whatever the policies say."""

import json
from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from sealcanvas.access import Decision, PolicyDocument, PolicySyntaxError
from tests.support.generated import Rules, compiled_decision, compiled_policies, compiled_request, question
from tests.support.generated.callers import principal_element
from tests.support.generated.changes import Change, documents_of, with_statements
from tests.support.literal import Question

RULES: list[Rules] = ["standard", "key", "trust"]
EVERYTHING = {"Action": "*", "Resource": "*"}

all_rules = pytest.mark.parametrize("rules", RULES)
drawn = given(random=st.randoms(use_true_random=False))
quick = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def broad(effect: str, name: str, rules: Rules, principal: Any = "*") -> dict[str, Any]:
    """Return a statement about everything for the document called `name`."""
    statement: dict[str, Any] = {"Effect": effect, **EVERYTHING}
    if name == "resource":
        statement["Principal"] = principal
        if rules == "trust":
            del statement["Resource"]
    return statement


def appending(target: str, statement: dict[str, Any]) -> Change:
    """Return a change that adds `statement` to the document called `target`."""
    return lambda name, body: [*body, statement] if name == target else body


def answer(asked: Question, rules: Rules) -> tuple[str, str]:
    """Return outcome and reason."""
    decision = compiled_decision(asked, rules)
    return decision.outcome, decision.reason


@all_rules
@quick
@drawn
def test_an_explicit_deny_in_any_layer_wins(rules: Rules, random: Random) -> None:
    asked = question(random, rules)
    for target, _ in documents_of(asked):
        denied = with_statements(asked, appending(target, broad("Deny", target, rules)))
        decision = compiled_decision(denied, rules)
        assert decision.outcome == "explicit-deny"
        assert not decision.allowed


@all_rules
@quick
@drawn
def test_adding_an_allow_never_denies(rules: Rules, random: Random) -> None:
    asked = question(random, rules)
    target = random.choice(documents_of(asked) or [("none", {})])[0]
    allow = broad("Allow", target, rules, principal_element(random, asked.caller))
    more = with_statements(asked, appending(target, allow))
    before, after = answer(asked, rules)[0], answer(more, rules)[0]
    assert after == before or (before, after) == ("implicit-deny", "allowed")


@all_rules
@quick
@drawn
def test_removing_an_allow_never_allows(rules: Rules, random: Random) -> None:
    asked = question(random, rules)

    def fewer(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [each for each in body if each["Effect"] == "Deny" or random.random() < 0.5]

    before, after = answer(asked, rules)[0], answer(with_statements(asked, fewer), rules)[0]
    assert after == before or (before, after) == ("allowed", "implicit-deny")


@all_rules
@quick
@drawn
def test_adding_a_deny_never_allows(rules: Rules, random: Random) -> None:
    asked, other = question(random, rules), question(random, rules)
    borrowed = [each for _, document in documents_of(other) for each in as_statements(document)]

    def more(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        usable = [each for each in borrowed if ("Principal" in each or "NotPrincipal" in each) == (name == "resource")]
        return body + [without_sid(each) | {"Effect": "Deny"} for each in usable[:2]]

    before, after = answer(asked, rules)[0], answer(with_statements(asked, more), rules)[0]
    assert after in (before, "explicit-deny")


@all_rules
@quick
@drawn
def test_order_names_and_repetition_change_nothing(rules: Rules, random: Random) -> None:
    asked = question(random, rules)

    def shuffled(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        mixed = [without_sid(each) for each in (*body, *body[:1])]
        random.shuffle(mixed)
        return [each | {"Sid": f"R{number}"} if number % 2 else each for number, each in enumerate(mixed)]

    again = with_statements(asked, shuffled)
    session, levels = again.session, again.service_control
    again = replace(
        again,
        identity=again.identity[::-1],
        session=session and session[::-1],
        service_control=levels and tuple(level[::-1] for level in levels),
        grants=again.grants[::-1],
    )
    assert answer(again, rules) == answer(asked, rules)


@all_rules
@quick
@drawn
def test_one_element_lists_and_scalars_mean_the_same(rules: Rules, random: Random) -> None:
    asked = question(random, rules)

    def listed(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [{key: in_lists(key, value) for key, value in each.items()} for each in body]

    again = with_statements(asked, listed)
    assert again != asked or not documents_of(asked)
    assert answer(again, rules) == answer(asked, rules)


@all_rules
@quick
@drawn
def test_actions_have_no_case_in_policies_or_requests(rules: Rules, random: Random) -> None:
    asked = question(random, rules)

    def swapped(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {key: swapped_case(value) if key in ("Action", "NotAction") else value for key, value in each.items()}
            for each in body
        ]

    assert answer(with_statements(asked, swapped), rules) == answer(asked, rules)
    assert answer(replace(asked, action=asked.action.swapcase()), rules)[0] == answer(asked, rules)[0]


@all_rules
@quick
@drawn
def test_the_form_of_the_json_means_nothing(rules: Rules, random: Random) -> None:
    asked = question(random, rules)
    plain = compiled_decision(asked, rules)
    policies = compiled_policies(asked, rules, lambda body: json.dumps(backwards(body), indent=3, ensure_ascii=False))
    spaced = compiled_decision(asked, rules, policies)
    assert (spaced.outcome, spaced.reason) == (plain.outcome, plain.reason)
    assert (spaced.deciding and spaced.deciding.index) == (plain.deciding and plain.deciding.index)


@all_rules
@quick
@drawn
def test_a_decision_survives_its_data_and_comes_out_the_same_again(rules: Rules, random: Random) -> None:
    asked = question(random, rules)
    policies, before = compiled_policies(asked, rules), repr(asked)
    request = compiled_request(asked)
    context_before = dict(request.context)
    decision = compiled_decision(asked, rules, policies)
    data = decision.to_dict()
    again = Decision.from_dict(json.loads(json.dumps(data)))
    assert again == decision
    assert again.to_dict() == data
    assert again.layers == decision.tell(not decision.allowed)  # what did not allow an allowed request is left out
    assert compiled_decision(asked, rules, policies).to_dict() == data
    assert compiled_decision(asked, rules).to_dict() == data
    assert (repr(asked), dict(request.context)) == (before, context_before)


@quick
@drawn
def test_arns_have_a_case(random: Random) -> None:
    asked = question(random, "standard")
    swapped = asked.resource[:-3] + asked.resource[-3:].swapcase()
    assume(swapped != asked.resource)

    def exact(name: str, body: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [
            {key: value for key, value in each.items() if key != "NotResource"} | {"Resource": swapped} for each in body
        ]

    only_swapped = with_statements(asked, exact)
    assert not compiled_decision(only_swapped, "standard").allowed or asked.caller.kind == "Account"


def test_one_text_is_read_anew_for_each_kind_of_policy() -> None:
    text = json.dumps({"Version": "2012-10-17", "Statement": [broad("Allow", "resource", "standard")]})
    for _ in range(2):
        assert PolicyDocument.parse(text, "bucket").kind == "bucket"
        assert PolicyDocument.parse(text, "key").kind == "key"
        with pytest.raises(PolicySyntaxError):
            PolicyDocument.parse(text, "identity")
    plain = json.dumps({"Version": "2012-10-17", "Statement": [broad("Allow", "identity", "standard")]})
    for _ in range(2):
        assert PolicyDocument.parse(plain, "identity").kind == "identity"
        assert PolicyDocument.parse(plain, "session").kind == "session"
        with pytest.raises(PolicySyntaxError):
            PolicyDocument.parse(plain, "bucket")


def as_statements(document: dict[str, Any]) -> list[dict[str, Any]]:
    found = document["Statement"]
    return found if isinstance(found, list) else [found]


def without_sid(statement: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name != "Sid"}


def in_lists(element: str, value: Any) -> Any:
    """Return an element's value with every scalar that may be a list made one."""
    if element in ("Effect", "Sid") or (value == "*" and element in ("Principal", "NotPrincipal")):
        return value
    if element == "Condition":
        return {op: {key: in_lists("", each) for key, each in keys.items()} for op, keys in value.items()}
    if isinstance(value, dict):
        return {kind: in_lists("", each) for kind, each in value.items()}
    if isinstance(value, list):
        return value[0] if len(value) == 1 else value
    return [value]


def swapped_case(value: Any) -> Any:
    return [each.swapcase() for each in value] if isinstance(value, list) else value.swapcase()


def backwards(value: Any) -> Any:
    """Return JSON data with the members of every object the other way round."""
    if isinstance(value, dict):
        return {key: backwards(each) for key, each in reversed(value.items())}
    return [backwards(each) for each in value] if isinstance(value, list) else value
