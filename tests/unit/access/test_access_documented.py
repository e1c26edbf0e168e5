"""AWS's own examples and truth tables, held against both engines.

Each table names its page of the IAM User Guide (or of the KMS Developer Guide); what AWS leaves open says *ours*.
"""

import base64
import json
from typing import Any

import pytest

from sealcanvas.access import ANONYMOUS, AccessRequest, NamedPolicy, PolicyDocument, PolicySet, Principal, decide
from sealcanvas.access.conditions import Condition
from sealcanvas.access.context import Context
from sealcanvas.access.policy import PolicyKind
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


@pytest.mark.parametrize(
    ("operator", "secure", "denied"),
    [
        ("Bool", "false", True),
        ("Bool", "true", False),
        ("Bool", None, False),
        ("BoolIfExists", "false", True),
        ("BoolIfExists", "true", False),
        ("BoolIfExists", None, True),
    ],
)
def test_plain_text_transport_is_denied(operator: str, secure: str | None, denied: bool) -> None:
    """Page: "Condition operators", Boolean and IfExists."""
    context = {} if secure is None else {"aws:SecureTransport": secure}
    no_http = {
        "Effect": "Deny",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {operator: {"aws:SecureTransport": "false"}},
    }
    assert (asked(identity=[ALLOW, no_http], context=context) == "explicit-deny") is denied


def test_a_variable_may_stand_under_bool() -> None:
    """*Ours*: two of AWS's pages differ; the operator's own says that variables are supported."""
    assert held("Bool", ["${aws:ViaAWSService}"], ["true"], aws__ViaAWSService="True")
    assert not held("Bool", ["${aws:ViaAWSService}"], ["true"])
    assert held("Bool", ["${aws:ViaAWSService, 'true'}"], ["true"])
    assert not held("Bool", ["${aws:ViaAWSService}"], ["maybe"], aws__ViaAWSService="maybe")


ALLOW = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
ROOT = f"arn:aws:iam::{ACCOUNT}:root"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/app"
SESSION = Principal.role_session(ROLE, "AROAAPP", "one")


def document(kind: PolicyKind, *statements: Any, version: str | None = "2012-10-17") -> NamedPolicy:
    body: dict[str, Any] = {} if version is None else {"Version": version}
    return NamedPolicy(kind, PolicyDocument.parse(json.dumps(body | {"Statement": list(statements)}), kind))


def asked(
    principal: Principal = JANE,
    *,
    identity: list[Any] | None = None,
    bucket: list[Any] | None = None,
    boundary: Any = None,
    context: dict[str, str] | None = None,
    resource: str = "arn:aws:s3:::b/jane/k",
) -> str:
    policies = PolicySet(
        identity=(document("identity", *identity),) if identity else (),
        resource=document("bucket", *bucket) if bucket else None,
        boundary=None if boundary is None else document("boundary", boundary),
    )
    return decide(AccessRequest(principal, "s3:GetObject", resource, ACCOUNT, context or {}), policies).outcome


@pytest.mark.parametrize(
    ("spared", "principal", "boundary", "expected"),
    [
        ([JANE.arn, ROOT], JANE, None, "allowed"),
        ([ROOT], JANE, None, "explicit-deny"),  # ours: the account alone spares only its root user
        ([ROOT], Principal.root(ACCOUNT), None, "allowed"),
        ([SESSION.arn, ROLE, ROOT], SESSION, None, "allowed"),
        ([JANE.arn, ROOT], SESSION, None, "explicit-deny"),
        ([JANE.arn, ROOT], JANE, ALLOW, "explicit-deny"),  # "always", with a permissions boundary
        ([SESSION.arn, ROLE, ROOT], SESSION, ALLOW, "explicit-deny"),
    ],
)
def test_not_principal_with_deny(spared: list[str], principal: Principal, boundary: Any, expected: str) -> None:
    """Pages: "NotPrincipal"; "Permissions boundaries for IAM entities"."""
    deny = {"Effect": "Deny", "NotPrincipal": {"AWS": spared}, "Action": "s3:*", "Resource": "*"}
    assert asked(principal, identity=[ALLOW], bucket=[deny], boundary=boundary) == expected


@pytest.mark.parametrize("version", ["2012-10-17", "2008-10-17", None])
def test_variables_need_their_version(version: str | None) -> None:
    """Page: "Variables and tags"."""
    home = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/${aws:username}/*"}
    policies = PolicySet(identity=(document("identity", home, version=version),))

    def allowed(resource: str) -> bool:
        return decide(AccessRequest(JANE, "s3:GetObject", resource, ACCOUNT, {}), policies).allowed

    assert allowed("arn:aws:s3:::b/jane/k") is (version == "2012-10-17")
    assert allowed("arn:aws:s3:::b/${aws:username}/k") is (version != "2012-10-17")
    assert not allowed("arn:aws:s3:::b/raj/k")


@pytest.mark.parametrize(
    ("element", "effect", "expected"),
    [
        ("Resource", "Allow", "implicit-deny"),
        ("Resource", "Deny", "allowed"),
        ("NotResource", "Deny", "explicit-deny"),
        ("NotResource", "Allow", "implicit-deny"),  # ours: an Allow gives nothing out of what is not known
    ],
)
def test_a_resource_with_a_variable_without_value(element: str, effect: str, expected: str) -> None:
    """Page: "Variables and tags", Policy variables with no value."""
    statement = {"Effect": effect, "Action": "s3:*", element: "arn:aws:s3:::b/${aws:PrincipalTag/none}"}
    assert asked(identity=[statement, *([ALLOW] if effect == "Deny" else [])]) == expected


def test_a_resources_wildcard_crosses_slashes_and_ends_beyond_colons() -> None:
    """Page: "Resource", Using wildcards in resource ARNs."""
    middle = [{"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::b/*/test/*"}]
    for inside in (
        "1/test/object.jpg",
        "1/2/test/3/object.jpg",
        "1/2/test/3.jpg",
        "1///test///object.jpg",
        "/test/o",
        "1/test/",
    ):
        assert asked(identity=middle, resource=f"arn:aws:s3:::b/{inside}") == "allowed", inside
    for outside in ("1-test/object.jpg", "test/object.jpg", "1/2/test.jpg"):
        assert asked(identity=middle, resource=f"arn:aws:s3:::b/{outside}") == "implicit-deny", outside
    assert asked(identity=[ALLOW | {"Resource": "arn:aws:s3:::b/*"}], resource="arn:aws:s3:::b/a:b:c") == "allowed"


def test_who_calls_is_said_even_of_strangers() -> None:
    """Page: "AWS global condition context keys", Availability."""
    context = Context(AccessRequest(ANONYMOUS, "s3:GetObject", "arn:aws:s3:::b/k", ACCOUNT, {}))
    assert context.get("aws:principalaccount") == ("anonymous",)
    assert context.get("aws:principaltype") == ("Anonymous",)
    assert context.get("aws:userid") == ("anonymous",)
    assert context.get("aws:principalarn") is None
    assert context.get("aws:principalisawsservice") is None


def test_the_carlos_example() -> None:
    """Page: "Policy evaluation logic", Example identity-based and resource-based policy evaluation."""
    carlos = Principal.user(ACCOUNT, "carlossalazar", "AIDACARLOS")
    own = ["arn:aws:s3:::carlossalazar/*", "arn:aws:s3:::carlossalazar"]
    identity = [
        {"Effect": "Allow", "Action": ["s3:GetBucketLocation", "s3:ListAllMyBuckets"], "Resource": "arn:aws:s3:::*"},
        {"Effect": "Allow", "Action": "s3:*", "Resource": own},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::*log*"},
    ]
    bucket = [{"Effect": "Allow", "Principal": {"AWS": carlos.arn}, "Action": "s3:*", "Resource": own}]
    assert asked(carlos, identity=identity, bucket=bucket, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, bucket=bucket, resource="arn:aws:s3:::carlossalazar/f") == "allowed"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::carlossalazar-logs/f") == "explicit-deny"
    assert asked(carlos, identity=identity, resource="arn:aws:s3:::other/f") == "implicit-deny"
