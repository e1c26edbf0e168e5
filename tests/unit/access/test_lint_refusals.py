"""Where AWS refuses a policy text, we do, with its sentence first; where it does not, a finding has to do."""

import json
from typing import Any

import pytest

from sealcanvas.access import PolicyDocument, PolicySyntaxError
from sealcanvas.access.linter import admit, lint_policy
from sealcanvas.access.policy import PolicyKind

LIST: dict[str, Any] = {"Effect": "Allow", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::example_bucket"}
READ: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
    "Action": "s3:GetObject",
    "Resource": "arn:aws:s3:::b/*",
}
TRUST: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::222233334444:root"},
    "Action": "sts:AssumeRole",
}
SYNTAX = "Syntax errors in policy."
LEGACY = "The policy failed legacy parsing"
VENDOR = "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
NO_ACTIONS = "Policy statement must contain actions."
NO_RESOURCES = "Policy statement must contain resources."


def doc(*statements: Any, **members: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)} | members)


def without(statement: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in statement.items() if name not in names}


IAM = [
    ("This is not a json document", SYNTAX),
    ("", SYNTAX),
    (doc(LIST, Version="2013-10-17"), SYNTAX),
    (json.dumps({"Version": "2012-10-17"}), SYNTAX),
    (doc("afd"), SYNTAX),
    (doc(), SYNTAX),
    (doc(LIST, Extra="value"), SYNTAX),
    (doc(LIST | {"Extra": "value"}), SYNTAX),
    (doc(LIST, Id=["x"]), SYNTAX),
    (doc(LIST | {"Effect": "invalid"}), SYNTAX),
    (doc(without(LIST, "Effect")), SYNTAX),
    (doc(LIST | {"Resource": {"a": "arn:aws:s3:::example_bucket"}}), SYNTAX),
    (doc(LIST | {"Resource": ["adfdf", {}], "Effect": "Deny"}), SYNTAX),
    (doc(LIST | {"NotResource": []}), SYNTAX),
    (doc(LIST | {"NotAction": "iam:dsf"}), SYNTAX),
    (doc(LIST | {"Action": [[]]}), SYNTAX),
    (doc(LIST | {"Condition": []}), SYNTAX),
    (doc(LIST | {"Condition": "a"}), SYNTAX),
    (doc(LIST | {"Condition": {"DateGreaterThan": "b"}}), SYNTAX),
    (doc(LIST | {"Condition": {"x": {"a": "1"}}}), SYNTAX),
    (doc(LIST | {"Condition": {"ForAnyValue::StringEqualsIfExists": {"a": "asf"}}}), SYNTAX),
    (doc(LIST | {"Sid": {}}), SYNTAX),
    (doc(LIST | {"Effect": "denY"}), LEGACY),
    (doc(LIST | {"Condition": {"DateGreaterThan": {"aws:CurrentTime": "sdfdsf"}}}), LEGACY),
    (doc(LIST | {"Condition": {"DateLessThanEquals": {"aws:CurrentTime": "234-13"}}}), LEGACY),
    (doc(LIST | {"Resource": "arn:aws:s3::example_bucket"}), LEGACY),
    (
        doc(LIST | {"Sid": "sdf"}, {"Sid": "sdf", "Effect": "Allow"}),
        "Statement IDs (SID) in a single policy must be unique.",
    ),
    (doc(LIST | {"Sid": "two words"}), "Statement IDs (SID) must be alpha-numeric."),
    (doc(LIST | {"Principal": "*"}), "Policy document should not specify a principal."),
    (doc(without(LIST, "Action", "Resource")), NO_ACTIONS),
    (doc(LIST | {"Action": []}), NO_ACTIONS),
    (doc(without(LIST, "Resource") | {"Action": "invalid"}), NO_RESOURCES),
    (doc(LIST | {"Resource": []}), NO_RESOURCES),
    (doc(LIST | {"Action": "invalid"}), VENDOR),
    (doc(without(LIST, "Action") | {"NotAction": ""}), VENDOR),
    (doc(LIST | {"Action": "a a:ListBucket"}), "Vendor a a is not valid"),
    (doc(LIST | {"Action": "s3:List:Bucket"}), "Actions/Condition can contain only one colon."),
    (doc(LIST | {"Resource": "invalid resource"}), 'Resource invalid resource must be in ARN format or "*".'),
    (doc(LIST | {"Resource": ""}), 'Resource  must be in ARN format or "*".'),
    (
        doc(LIST | {"Resource": "arn:error:s3:::example_bucket"}),
        'Partition "error" is not valid for resource "arn:error:s3:::example_bucket".',
    ),
    (doc(LIST | {"Resource": "arn:aws"}), "Resource vendor must be fully qualified and cannot contain regexes."),
    (
        doc(LIST | {"Resource": "arn:aws:*:*:1:*"}),
        "Resource vendor must be fully qualified and cannot contain regexes.",
    ),
    (
        doc(LIST | {"Resource": "arn:aws:iam:us-east-1::user/x"}),
        "IAM resource arn:aws:iam:us-east-1::user/x cannot contain region information.",
    ),
    (
        doc(LIST | {"Resource": "arn:aws:s3:us-east-1::example_bucket"}),
        "Resource arn:aws:s3:us-east-1::example_bucket can not contain region information.",
    ),
    (
        doc(LIST | {"Resource": "arn:aws:iam:::example_bucket"}),
        'IAM resource path must either be "*", root, or start with user/',
    ),
]


@pytest.mark.parametrize(("text", "sentence"), IAM)
def test_iam_refuses_with_its_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        admit(text, "identity")
    assert caught.value.message.startswith(sentence)
    assert f"Line {caught.value.line}, column {caught.value.column}: " in caught.value.message


def test_a_full_stop_stands_between_aws_sentence_and_ours() -> None:
    with pytest.raises(PolicySyntaxError, match=r"^Policy has invalid action\. Line 1, column \d+: "):
        admit(doc(READ | {"Action": "s3:GetObjekt"}), "bucket")
    with pytest.raises(PolicySyntaxError, match=r"^Could not parse the policy: Statement is empty! Line 1, "):
        admit(doc(), "bucket")
    with pytest.raises(PolicySyntaxError, match=r"^The policy failed legacy parsing\. Line 1, "):
        admit(doc(LIST | {"Effect": "denY"}), "identity")


@pytest.mark.parametrize(("sid", "mend"), [("two words", 'Write "twowords".'), ("日本", "letters A to Z")])
def test_a_bad_sid_is_told_what_it_may_be(sid: str, mend: str) -> None:
    (finding,) = (each for each in lint_policy(doc(LIST | {"Sid": sid}), "identity") if each.code == "sid-form")
    assert mend in finding.mend
    assert '""' not in finding.mend


@pytest.mark.parametrize(
    "text",
    [
        doc(LIST | {"Action": "iam: asdf safdsf af "}),
        doc(LIST | {"Action": "fsx:ListBucket"}),
        doc(LIST | {"Action": "service-prefix:action-name", "Resource": "*"}),
        doc(LIST | {"Resource": "arn:aws:iam:::user/example_bucket"}),
        doc(LIST | {"Resource": "arn:aws:s33:::example_bucket"}),
        doc(LIST | {"Resource": "arn:aws:fdsasf"}),
        doc(LIST | {"Resource": "arn:aws:ec2:us-east-1::example_bucket"}),
        doc(LIST | {"Resource": "arn:aws:invalid-service:us-east-1::example_bucket"}),
        doc(LIST | {"Condition": {}}),
        doc(LIST | {"Condition": {"DateGreaterThan": {}}}),
        doc(LIST | {"Condition": {"StringEquals": {"aws:nosuch": "x"}}}),
        doc(LIST, Version="2008-10-17"),
    ],
)
def test_what_iam_takes_is_taken(text: str) -> None:
    assert admit(text, "identity") is PolicyDocument.parse(text, "identity")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (doc(TRUST | {"Resource": "*"}), "Has prohibited field Resource"),
        (doc(without(TRUST, "Principal")), "Missing required field Principal"),
        (doc(TRUST | {"Principal": {}}), "Missing required field Principal cannot be empty!"),
        (doc(TRUST | {"Principal": {"AWS": "nobody"}}), "Invalid principal in policy"),
        (doc(TRUST | {"Action": "*"}), "AssumeRole policy may only specify STS AssumeRole actions."),
        (
            doc(TRUST | {"Action": ["sts:AssumeRole", "s3:GetObject"]}),
            "AssumeRole policy may only specify STS AssumeRole actions.",
        ),
        (
            doc(without(TRUST, "Principal") | {"NotPrincipal": {"AWS": "222233334444"}}),
            "Allow with NotPrincipal is not allowed.",
        ),
    ],
)
def test_trust_policies_are_refused_with_iams_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        admit(text, "trust")
    assert caught.value.message.startswith(sentence)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nothing", "Policies must be valid JSON and the first byte must be '{'"),
        (" " + doc(READ)[:-1], "Policies must be valid JSON and the first byte must be '{'"),
        ('{"a": }', "This policy contains invalid Json"),
        (json.dumps({"Version": "2012-10-17"}), "Missing required field Statement"),
        (doc(), "Could not parse the policy: Statement is empty!"),
        (doc(READ, Version="2012"), "The policy must contain a valid version string"),
        (doc(without(READ, "Effect")), "Missing required field Effect"),
        (doc(READ | {"Effect": "allow"}), "Invalid effect : allow"),
        (doc(without(READ, "Principal")), "Missing required field Principal"),
        (doc(without(READ, "Action")), "Missing required field Action"),
        (doc(without(READ, "Resource")), "Missing required field Resource"),
        (doc(READ | {"Resource": []}), "Missing required field Resource"),
        (doc(READ | {"Actoin": "x"}), "Unknown field Actoin"),
        (doc(READ | {"Principal": {"AWS": "nobody"}}), "Invalid principal in policy"),
        (doc(READ | {"Action": "GetObject"}), "Policy has invalid action"),
        (doc(READ | {"Action": "s3:GetObjekt"}), "Policy has invalid action"),
        (doc(READ | {"Action": "s3:Gut*"}), "Policy has invalid action"),
        (doc(READ | {"Action": "s4:GetObject"}), "Policy has invalid action"),
        (doc(READ | {"Resource": "b"}), "Policy has invalid resource"),
        (doc(READ | {"Condition": {"StringEqual": {"s3:prefix": "x"}}}), "Invalid Condition type : StringEqual"),
        (doc(READ | {"Condition": {"StringEquals": {"s3:x-acl": "x"}}}), "Policy has an invalid condition key"),
        (doc(READ | {"Resource": "arn:aws:s3:::b"}), "Action does not apply to any resource(s) in statement"),
        (
            doc(READ | {"Action": ["s3:GetObject", "s3:ListBucket"]}),
            "Action does not apply to any resource(s) in statement",
        ),
        (
            doc(
                READ
                | {
                    "Action": ["s3:GetObject", "s3:ListBucket"],
                    "Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"],
                    "Condition": {"StringLike": {"s3:prefix": "x/*"}},
                }
            ),
            "Conditions do not apply to combination of actions and resources in statement",
        ),
    ],
)
def test_s3_refuses_with_its_sentence(text: str, sentence: str) -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        admit(text, "bucket")
    assert caught.value.message.startswith(sentence + (" Line " if sentence.endswith("!") else ". Line "))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ({"Condition": {"StringEquals": {"aws:NoSuchKey": "x"}}}, "condition-key-unknown"),
        ({"Action": "s3:*"}, ""),
        ({"Action": ["s3:Get*", "s3:List*"], "Resource": "arn:aws:s3:::b"}, ""),
    ],
)
def test_what_s3_takes_is_taken(statement: dict[str, Any], code: str) -> None:
    text = doc(READ | statement)
    assert admit(text, "bucket").kind == "bucket"
    assert [each.code for each in lint_policy(text, "bucket")] == ([code] if code else [])


KEY_STATEMENT: dict[str, Any] = TRUST | {"Action": "kms:*", "Resource": "*"}


@pytest.mark.parametrize(
    "statement",
    [
        {"Action": "kms:NoSuchAction"},
        {"Action": "nonsense"},
        {"Resource": "b"},
        {"Resource": "arn:error:kms:::x"},
        {"Condition": {"DateLessThan": {"aws:CurrentTime": "never"}}},
        {"Condition": {"StringEquals": {"NoKey": "x"}}},
        {"Action": []},
    ],
)
def test_kms_takes_what_has_no_effect(statement: dict[str, Any]) -> None:
    text = doc(KEY_STATEMENT, KEY_STATEMENT | statement)
    assert admit(text, "key").kind == "key"
    assert [each for each in lint_policy(text, "key") if each.severity == "error"]


def test_a_policy_that_is_stored_is_read_though_it_would_be_refused_today() -> None:
    text = doc(READ | {"Action": "s3:GetObjekt"})
    assert PolicyDocument.parse(text, "bucket").kind == "bucket"
    with pytest.raises(PolicySyntaxError):
        admit(text, "bucket")


def test_of_very_many_faults_some_are_told_and_the_rest_counted() -> None:
    kinds: tuple[PolicyKind, ...] = ("identity", "bucket", "key")
    for kind in kinds:
        with pytest.raises(PolicySyntaxError) as caught:
            admit(doc(*[{"Effect": "Allow"}] * 2_000), kind)
        assert len(caught.value.message) < 6_000
        assert " more." in caught.value.message
