"""Every condition operator, set qualifiers, IfExists, missing keys and policy variables, as tables."""

import pytest

from sealcanvas.access import AccessRequest, Principal
from sealcanvas.access.conditions import Condition, OperatorName
from sealcanvas.access.context import Context
from sealcanvas.access.operators.dates import read_date

JANE = Principal.user("111122223333", "jane", "AIDAJANE", path="/ds/", tags={"Team": "fraud"})
KEY = "aws:Test"


def held(
    operator: str, wanted: list[str], found: str | tuple[str, ...] | None, *, variables: bool = True, key: str = KEY
) -> bool:
    context = {} if found is None else {key: found}
    request = AccessRequest(JANE, "s3:GetObject", "arn:aws:s3:::b/k", "111122223333", context)
    return Condition(operator, key, tuple(wanted), variables=variables).holds(Context(request))


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", ["a", "b"], "b", True),
        ("StringEquals", ["a"], "A", False),
        ("StringEquals", ["a*"], "ab", False),
        ("StringEquals", ["a*"], "a*", True),
        ("stringequals", ["a"], "a", True),
        ("StringNotEquals", ["a", "b"], "b", False),
        ("StringNotEquals", ["a", "b"], "c", True),
        ("StringEqualsIgnoreCase", ["ABC"], "aBc", True),
        ("StringNotEqualsIgnoreCase", ["ABC"], "aBc", False),
        ("StringLike", ["a?c*"], "abcdef", True),
        ("StringLike", ["a?c"], "ac", False),
        ("StringLike", ["*.amazonaws.com"], "s3.us-east-1.amazonaws.com", True),
        ("StringLike", ["a.c"], "abc", False),
        ("StringLike", ["*"], "", True),
        ("StringLike", ["?"], "\n", True),
        ("StringLike", ["*ab*ba*"], "aba", False),
        ("StringNotLike", ["x*"], "xy", False),
        ("NumericEquals", ["10"], "10.0", True),
        ("NumericEquals", ["9007199254740993"], "9007199254740992", False),
        ("NumericNotEquals", ["10"], "11", True),
        ("NumericLessThan", ["10"], "9.99", True),
        ("NumericLessThanEquals", ["10"], "10", True),
        ("NumericGreaterThan", ["10"], "10", False),
        ("NumericGreaterThanEquals", ["1e3"], "1000", True),
        ("NumericEquals", ["NaN"], "NaN", False),
        ("NumericLessThan", ["1e999999999"], "1", False),
        ("DateGreaterThan", ["2020-01-01T00:00:01Z"], "2020-04-01T00:00:00Z", True),
        ("DateLessThan", ["2020-01-01"], "2019-12-31T23:59:59.5Z", True),
        ("DateEquals", ["1577836800"], "2020-01-01T09:00:00+09:00", True),
        ("DateNotEquals", ["2020"], "2021-01-01", True),
        ("DateLessThan", ["tomorrow"], "2020-01-01", False),
        ("Bool", ["true"], "TRUE", True),
        ("Bool", ["false"], "true", False),
        ("Bool", ["yes"], "yes", False),
        ("BinaryEquals", ["QmluYXJ5"], "QmluYXJ5", True),
        ("BinaryEquals", ["!!"], "!!", False),
        ("IpAddress", ["203.0.113.0/24"], "203.0.113.9", True),
        ("IpAddress", ["2001:db8::/32"], "2001:db8:1::1", True),
        ("IpAddress", ["0.0.0.0/0"], "::1", False),
        ("NotIpAddress", ["203.0.113.0/24"], "203.0.113.9", False),
        ("NotIpAddress", ["203.0.113.0/24"], "not an address", True),
        ("ArnLike", ["arn:aws:forecast:*:111122223333:*"], "arn:aws:forecast:us-east-1:111122223333:job/x:y", True),
        ("ArnLike", ["arn:aws:forecast:*:job/x"], "arn:aws:forecast:us-east-1:111122223333:job/x", False),
        ("ArnLike", ["arn:aws:s3:*:*:b"], "arn:aws:s3:::b", True),
        ("ArnLike", ["arn:aws:s3:*b"], "arn:aws:s3:::b", False),
        ("ArnEquals", ["arn:aws:s3:::b*"], "arn:aws:s3:::bucket", True),
        ("ArnEquals", ["arn:aws:s3:::b"], "arn:aws:s3:::B", False),
        ("ArnLike", ["*"], "arn:aws:s3:::b", True),
        ("ArnNotEquals", ["arn:aws:s3:::b"], "arn:aws:s3:::c", True),
        ("ArnNotLike", ["arn:aws:s3:::*"], "arn:aws:s3:::c", False),
    ],
)
def test_an_operator_with_a_value(operator: str, wanted: list[str], found: str, expected: bool) -> None:
    assert held(operator, wanted, found) is expected


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        ("StringEquals", False),
        ("StringNotEquals", True),
        ("StringLike", False),
        ("StringNotLike", True),
        ("ArnNotEquals", True),
        ("NotIpAddress", True),
        ("NumericNotEquals", True),
        ("Bool", False),
        ("StringEqualsIfExists", True),
        ("StringNotEqualsIfExists", True),
        ("ForAllValues:StringEquals", True),
        ("ForAllValues:StringNotEquals", True),
        ("ForAnyValue:StringEquals", False),
        ("ForAnyValue:StringNotEquals", False),
        ("ForAnyValue:StringEqualsIfExists", True),
    ],
)
@pytest.mark.parametrize("nothing", [None, ()])
def test_an_operator_without_a_value(operator: str, expected: bool, nothing: tuple[str, ...] | None) -> None:
    assert held(operator, ["1"], nothing) is expected


@pytest.mark.parametrize(
    ("wanted", "found", "expected"),
    [("true", None, True), ("true", "x", False), ("false", None, False), ("false", "x", True), ("true", (), True)],
)
def test_null_tests_presence(wanted: str, found: str | tuple[str, ...] | None, expected: bool) -> None:
    assert held("Null", [wanted], found) is expected


@pytest.mark.parametrize(
    ("operator", "found", "expected"),
    [
        ("ForAllValues:StringEquals", ("a", "b"), True),
        ("ForAllValues:StringEquals", ("a", "c"), False),
        ("ForAnyValue:StringEquals", ("a", "c"), True),
        ("ForAnyValue:StringEquals", ("c", "d"), False),
        ("ForAllValues:StringNotEquals", ("c", "d"), True),
        ("ForAllValues:StringNotEquals", ("a", "d"), False),
        ("ForAnyValue:StringNotEquals", ("a", "d"), True),
        ("ForAnyValue:StringNotEquals", ("a", "b"), False),
        ("StringEquals", ("c", "a"), True),
        ("StringNotEquals", ("c", "a"), False),
    ],
)
def test_several_values(operator: str, found: tuple[str, ...], expected: bool) -> None:
    assert held(operator, ["a", "b"], found) is expected


@pytest.mark.parametrize(
    ("operator", "wanted", "found", "expected"),
    [
        ("StringEquals", "${aws:username}", "jane", True),
        ("StringEquals", "home/${AWS:UserName}/x", "home/jane/x", True),
        ("StringLike", "home/${aws:username}/*", "home/jane/a/b", True),
        ("StringEquals", "${aws:PrincipalTag/team}", "fraud", True),
        ("StringEquals", "${aws:PrincipalTag/none, 'anyone'}", "anyone", True),
        ("StringEquals", "${aws:PrincipalTag/none}", "", False),
        ("StringNotEquals", "${aws:PrincipalTag/none}", "x", True),
        ("StringLike", "a${*}c", "abc", False),
        ("StringLike", "a${*}c", "a*c", True),
        ("StringEquals", "${$}${?}", "$?", True),
        ("ArnLike", "arn:aws:iam::111122223333:user/*/${aws:username}", "arn:aws:iam::111122223333:user/x/jane", True),
    ],
)
def test_policy_variables(operator: str, wanted: str, found: str, expected: bool) -> None:
    assert held(operator, [wanted], found) is expected


def test_variables_are_text_in_old_versions() -> None:
    assert not held("StringEquals", ["${aws:username}"], "jane", variables=False)
    assert held("StringEquals", ["${aws:username}"], "${aws:username}", variables=False)


def test_a_wildcard_in_a_variables_value_is_a_character() -> None:
    principal = Principal.user("111122223333", "x", "AIDAX", tags={"p": "*"})
    request = AccessRequest(principal, "a:b", "*", "111122223333", {KEY: "anything"})
    assert not Condition("StringLike", KEY, ("${aws:PrincipalTag/p}",), variables=True).holds(Context(request))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("aws:PrincipalArn", ("arn:aws:iam::111122223333:role/service-role/Jane",)),
        ("AWS:principalaccount", ("111122223333",)),
        ("aws:PrincipalType", ("AssumedRole",)),
        ("aws:userid", ("AROAJANE:session",)),
        ("aws:username", None),
        ("aws:PrincipalIsAWSService", ("false",)),
        ("aws:ResourceAccount", ("444455556666",)),
        ("kms:CallerAccount", ("111122223333",)),
        ("kms:EncryptionContext:App", ("shop",)),
        ("kms:EncryptionContext:app", ("shop",)),
        ("KMS:encryptioncontext:App", ("shop",)),
        ("kms:EncryptionContextKeys", ("App",)),
        ("aws:sourcearn", ("given",)),
    ],
)
def test_keys_that_follow_from_the_request(name: str, expected: tuple[str, ...] | None) -> None:
    jane = Principal.role_session("arn:aws:iam::111122223333:role/service-role/Jane", "AROAJANE", "session")
    request = AccessRequest(jane, "kms:Decrypt", "arn", "444455556666", {"aws:SourceArn": "given"})
    condition = Condition("StringEquals", name, ("x",), variables=True)
    assert condition.found(Context(request, {"App": "shop"})) == expected


@pytest.mark.parametrize(
    "name", ["StringEqual", "ForEachValue:StringEquals", "NullIfExists", "", "IfExists", ":StringEquals"]
)
def test_unknown_operators(name: str) -> None:
    assert OperatorName.read(name) is None
    with pytest.raises(ValueError, match="no such condition operator"):
        Condition(name, KEY, ("x",), variables=True)


@pytest.mark.parametrize("text", ["2020-13-01", "2020-01-01T25:00:00Z", "20-01-01", "2020-01-01T00:00:00", "12", ""])
def test_texts_that_are_no_dates(text: str) -> None:
    assert read_date(text) is None


def test_patterns_take_no_exponential_time() -> None:
    assert not held("StringLike", ["*a" * 200 + "b"], "a" * 5_000)
    assert not held("StringLike", ["*?a" * 200 + "b"], "a" * 5_000)
