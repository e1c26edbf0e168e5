"""AWS's own examples and truth tables, held against both engines.

Each table names its page of the IAM User Guide (or of the KMS Developer Guide); what AWS leaves open says *ours*.
"""

import base64
from typing import Any

import pytest

from sealcanvas.access import AccessRequest, Principal
from sealcanvas.access.conditions import Condition
from sealcanvas.access.context import Context
from tests.support.literal.conditions import condition_holds

ACCOUNT = "111122223333"
KEY = "aws:TagKeys"
JANE = Principal.user(ACCOUNT, "jane", "AIDAJANE", tags={"team": "yellow", "star": "*"})
NAMES = ["environment", "cost-center"]


def held(operator: str, wanted: list[str], found: list[str] | None, **keys: str) -> bool:
    """Return the truth of one condition on `aws:TagKeys`, on which both engines must agree; `keys` are others'."""
    context: dict[str, Any] = {name.replace("__", ":"): value for name, value in keys.items()}
    if found is not None:
        context[KEY] = tuple(found)
    request = AccessRequest(JANE, "a:b", "*", ACCOUNT, context)
    compiled = Condition(operator, KEY, tuple(wanted), variables=True).holds(Context(request))
    plain = {name.lower(): [value] if isinstance(value, str) else list(value) for name, value in context.items()}
    plain |= {"aws:username": ["jane"], "aws:principaltag/team": ["yellow"], "aws:principaltag/star": ["*"]}
    assert condition_holds(operator, KEY, wanted, plain, variables=True) is compiled
    return compiled


@pytest.mark.parametrize(
    ("found", "for_all", "for_any", "not_null"),
    [
        (["environment"], True, True, True),
        (["cost-center"], True, True, True),
        (["environment", "cost-center"], True, True, True),
        (["environment", "dept"], False, True, True),
        (["dept"], False, False, True),
        (None, True, False, False),
        ([], True, False, False),
    ],
)
def test_set_operators_of_multivalued_keys(
    found: list[str] | None, for_all: bool, for_any: bool, not_null: bool
) -> None:
    """Page: "Single-valued vs. multivalued context keys"."""
    assert held("ForAllValues:StringEquals", NAMES, found) is for_all
    assert held("ForAnyValue:StringEquals", NAMES, found) is for_any
    assert held("Null", ["false"], found) is not_null
    assert held("Null", ["true"], found) is not not_null
    assert held("Null", ["true", "false"], found)


@pytest.mark.parametrize(
    ("found", "plain", "for_all", "for_any"),
    [
        (["dept"], True, True, True),  # not equal to any of the values (NOR)
        (["environment"], False, False, False),
        (["environment", "dept"], False, False, True),
        (["dept", "team"], True, True, True),
        (None, True, True, False),
        ([], True, True, False),
    ],
)
def test_negated_operators_are_nor(found: list[str] | None, plain: bool, for_all: bool, for_any: bool) -> None:
    """Pages: "Conditions with multiple context keys or values", "Condition operators"."""
    assert held("StringNotEquals", NAMES, found) is plain
    assert held("ForAllValues:StringNotEquals", NAMES, found) is for_all
    assert held("ForAnyValue:StringNotEquals", NAMES, found) is for_any


POSITIVE = {
    "StringEquals": "x",
    "StringEqualsIgnoreCase": "x",
    "StringLike": "*",
    "NumericEquals": "1",
    "NumericLessThan": "1",
    "NumericGreaterThanEquals": "1",
    "DateEquals": "2026-11-01",
    "DateLessThan": "2026-11-01",
    "Bool": "true",
    "BinaryEquals": "eA==",
    "IpAddress": "0.0.0.0/0",
    "ArnEquals": "arn:aws:s3:::x",
    "ArnLike": "*",
}
NEGATED = {
    "StringNotEquals": "x",
    "StringNotEqualsIgnoreCase": "x",
    "StringNotLike": "*",
    "NumericNotEquals": "1",
    "DateNotEquals": "2026-11-01",
    "NotIpAddress": "0.0.0.0/0",
    "ArnNotEquals": "arn:aws:s3:::x",
    "ArnNotLike": "*",
}


@pytest.mark.parametrize("operator", [*POSITIVE, *NEGATED])
@pytest.mark.parametrize("found", [None, []])
def test_a_missing_key_under_every_operator(operator: str, found: list[str] | None) -> None:
    """Page: "Condition operators", the Important box and IfExists."""
    wanted = [(POSITIVE | NEGATED)[operator]]
    assert held(operator, wanted, found) is (operator in NEGATED)
    assert held(f"{operator}IfExists", wanted, found)
    assert held(f"ForAllValues:{operator}", wanted, found)
    assert not held(f"ForAnyValue:{operator}", wanted, found)
    assert held(f"ForAnyValue:{operator}IfExists", wanted, found)


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", "${aws:username}", "jane", True),
        ("StringEquals", "j*", "jane", False),
        ("StringEquals", "j${*}", "j*", True),
        ("StringLike", "j*", "jane", True),
        ("StringLike", "home/${aws:username}/*", "home/jane/file", True),
        ("StringLike", "home/${aws:username}/*", "home/raj/file", False),
        ("StringLike", "${*}", "anything", False),
        ("StringLike", "${*}", "*", True),
        ("StringLike", "${?}${$}", "?$", True),
        ("StringLike", "${aws:PrincipalTag/star}", "anything", False),  # ours: a tag's * is no wildcard
        ("StringLike", "*", "", True),
        ("StringLike", "?", "", False),
        ("StringEqualsIgnoreCase", "JANE", "jane", True),
        ("StringEquals", "${aws:PrincipalTag/team, 'company-wide'}", "yellow", True),
        ("StringEquals", "${aws:PrincipalTag/none, 'company-wide'}", "company-wide", True),
        ("StringEquals", "${aws:PrincipalTag/none}", "", False),
        ("StringNotEquals", "${aws:PrincipalTag/none}", "yellow", True),  # "do match against a null value"
        ("StringNotLike", "${aws:PrincipalTag/none}", "yellow", True),
        ("ArnLike", "arn:aws:iam::*:user/${aws:username}", "arn:aws:iam::1:user/jane", True),
    ],
)
def test_strings_and_variables(operator: str, wanted: str, found: str, expected: bool) -> None:
    """Page: "IAM policy elements: Variables and tags"."""
    assert held(operator, [wanted], [found]) is expected


SPANNING = "arn:aws:someservice:us-east-2:999999999999:store/abc:111122223333:finance/document.txt"


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringLike", "arn:aws:someservice:*:111122223333:finance/*", SPANNING, True),
        ("ArnLike", "arn:aws:someservice:*:111122223333:finance/*", SPANNING, False),
        ("ArnEquals", "arn:aws:sns:*:123456789012:T*", "arn:aws:sns:us-west-2:123456789012:TOPIC", True),
        ("ArnLike", "arn:*:sns:??-west-2:*:TOPIC", "arn:aws:sns:us-west-2:123456789012:TOPIC", True),
        ("ArnLike", "arn:aws:sns:us-west-2:123456789012:topic", "arn:aws:sns:us-west-2:123456789012:TOPIC", False),
        ("ArnLike", "arn:aws:logs:*:*:*", "arn:aws:logs:us-east-1:1:log-group:a:*", True),
        ("ArnEquals", "arn:aws:sns:us-west-2:123456789012:T", "arn:aws:sns:us-west-2:777788889999:T", False),
        ("ArnNotEquals", "arn:aws:sns:us-west-2:123456789012:T", "arn:aws:sns:us-west-2:777788889999:T", True),
        ("ArnLike", "arn:aws:sns", "arn:aws:sns:us-west-2:123456789012:T", False),
        ("ArnLike", "*", "no arn", False),
        ("ArnNotLike", "*", "no arn", True),
        ("IpAddress", "203.0.113.0/24", "203.0.113.1", True),
        ("IpAddress", "203.0.113.0/24", "198.51.100.1", False),
        ("IpAddress", "203.0.113.1", "203.0.113.1", True),
        ("IpAddress", "203.0.113.1", "203.0.113.2", False),
        ("IpAddress", "2001:DB8:1234:5678::/64", "2001:db8:1234:5678:0:0:0:9", True),
        ("IpAddress", "2001:DB8:1234:5678::/64", "203.0.113.1", False),
        ("IpAddress", "0.0.0.0/0", "2001:db8::1", False),
        ("NotIpAddress", "203.0.113.0/24", "2001:db8::1", True),
        ("NotIpAddress", "203.0.113.0/24", "not an address", True),
        ("DateEquals", "2026-11-01T00:00:00Z", "2026-11-01", True),
        ("DateEquals", "2026-11-01T09:00:00+09:00", "2026-11-01T00:00:00Z", True),
        ("DateEquals", "1793491200", "2026-11-01T00:00:00Z", True),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01.5Z", True),
        ("DateGreaterThan", "2020-01-01T00:00:01Z", "2020-01-01T00:00:01Z", False),
        ("DateLessThanEquals", "2020-01", "2020-01-01T00:00Z", True),
        ("DateLessThan", "*", "2020-01-01T00:00:00Z", False),
        ("DateNotEquals", "2020-01-01", "no date", True),
        ("NumericLessThanEquals", "10", "10", True),
        ("NumericLessThanEquals", "10", "9", True),
        ("NumericEquals", "10", "10.0", True),
        ("NumericLessThan", "10", "9.99999999999999999999", True),
        ("NumericEquals", "10", "ten", False),
        ("NumericNotEquals", "10", "ten", True),
        ("NumericEquals", "ten", "ten", False),
        ("NumericLessThan", "10", "", False),
        ("Bool", "true", "true", True),
        ("Bool", "false", "true", False),
        ("Bool", "TRUE", "true", True),
        ("Bool", "yes", "yes", False),
        ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", True),
        ("BinaryEquals", "QmluYXJ5VmFsdWVJbkJhc2U2NA==", "ASIAIOSFODNN7EXAMPLE", False),
        ("BinaryEquals", base64.b64encode(b"\x00\xff").decode(), base64.b64encode(b"\x00\xfe").decode(), False),
    ],
)
def test_arns_addresses_dates_numbers_truths_and_bytes(operator: str, wanted: str, found: str, expected: bool) -> None:
    """Page: "Condition operators"; its tables where there are any."""
    assert held(operator, [wanted], [found]) is expected


def test_ranges_of_both_kinds_mix() -> None:
    """Page: "Condition operators", IP address, the mixed example."""
    ranges = ["203.0.113.0/24", "2001:DB8:1234:5678::/64"]
    assert held("IpAddress", ranges, ["203.0.113.77"])
    assert held("IpAddress", ranges, ["2001:db8:1234:5678::1"])
    assert not held("IpAddress", ranges, ["2001:db8::1"])


def test_a_variable_may_stand_under_bool() -> None:
    """*Ours*: two of AWS's pages differ; the operator's own says that variables are supported."""
    assert held("Bool", ["${aws:ViaAWSService}"], ["true"], aws__ViaAWSService="True")
    assert not held("Bool", ["${aws:ViaAWSService}"], ["true"])
    assert held("Bool", ["${aws:ViaAWSService, 'true'}"], ["true"])
    assert not held("Bool", ["${aws:ViaAWSService}"], ["maybe"], aws__ViaAWSService="maybe")
