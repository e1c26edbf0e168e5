"""Policy texts: every fault found and placed, refused only where AWS refuses."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.access import PolicyDocument, PolicySyntaxError, findings, lint
from sealcanvas.access.json_text import MAX_CHARACTERS, Node, read_json
from sealcanvas.access.policy import PolicyKind

FORECAST_BLOCK = """{
    "Sid": "Enable IAM Permissions for Amazon Forecast KMS access",
    "Effect": "Allow",
    "Principal": {
        "AWS": "<arn:aws:iam::111122223333:role/Jane>"
    },
    "Action": [
        "kms:DescribeKey",
        "kms:GenerateDataKey"
        "kms:GenerateDataKeyWithoutPlainText",
        "kms:Decrypt",
    ],
    "Resource": "*"
}"""

OK: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"}
EVERYONE: dict[str, Any] = {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": "*"}
KEY_OK: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": "111122223333"},
    "Action": "kms:*",
    "Resource": "*",
}
TRUST_OK: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"Service": "sagemaker.amazonaws.com"},
    "Action": "sts:AssumeRole",
}


def codes(text: str, kind: PolicyKind) -> list[str]:
    return [finding.code for finding in lint(text, kind) if finding.refused]


def policy(*statements: dict[str, Any], **members: Any) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)} | members)


def test_every_fault_of_a_malformed_block_has_its_place_and_its_mend() -> None:
    with pytest.raises(PolicySyntaxError) as caught:
        PolicyDocument.parse(FORECAST_BLOCK, "identity")
    found = [(each.code, each.line, each.column) for each in caught.value.findings]
    assert found == [
        ("statement-missing", 1, 1),
        ("sid-form", 2, 12),
        ("principal-forbidden", 4, 18),
        ("principal-placeholder", 5, 16),
        ("json-comma-missing", 9, 30),
        ("json-comma-extra", 11, 22),
    ]
    message = str(caught.value)
    assert 'Line 9, column 30: A comma is missing after "kms:GenerateDataKey".' in message
    assert "Line 11, column 22: One comma too many stands before `]`." in message
    assert "Remove the angle brackets" in message
    assert (caught.value.line, caught.value.column, caught.value.refused) == (1, 1, True)


@pytest.mark.parametrize(
    ("text", "code", "line", "column"),
    [
        ("", "json-empty", 1, 1),
        ("{", "json-open", 1, 1),
        ('{"a": 1', "json-open", 1, 1),
        ('{"a" 1}', "json-colon", 1, 6),
        ("{'a': 1}", "json-quotes", 1, 2),
        ("{“a”: 1}", "json-quotes", 1, 2),
        ('{"a": [1}', "json-bracket", 1, 9),
        ('{"a": 1}}', "json-trailing", 1, 9),
        ('{"a": 1, "a": 2}', "json-duplicate-key", 1, 10),
        ('{"a": Allow}', "json-unquoted", 1, 7),
        ('{"a": }', "json-value", 1, 7),
        ('{"a": "b}', "json-string-open", 1, 7),
        ('{"a": "\\x"}', "json-escape", 1, 7),
        ('{"a": "\\ud800"}', "json-escape", 1, 7),
        ('{// no\n"a": 1}', "json-comment", 1, 2),
        ('{,"a": 1}', "json-comma-extra", 1, 2),
        ('{"a": 1,,"b": 1}', "json-comma-extra", 1, 9),
        ('{\r\n "a": 1\r\n "b": 2}', "json-comma-missing", 2, 8),
        ('{"a": 01}', "json-unquoted", 1, 7),
        ("[" * 100, "json-depth", 1, 34),
        ("x" * (MAX_CHARACTERS + 1), "too-long", 1, 1),
    ],
)
def test_json_faults(text: str, code: str, line: int, column: int) -> None:
    _, faults = read_json(text)
    assert (code, line, column) in [(each.code, each.line, each.column) for each in faults]


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        ("[]", "identity", "wrong-type"),
        (policy(OK, Version="2012-10-18"), "identity", "version-invalid"),
        (policy(OK, Version=2012), "identity", "version-invalid"),
        (policy(OK, Statements=[]), "identity", "element-unknown"),
        (json.dumps({"Version": "2012-10-17"}), "identity", "statement-missing"),
        (policy(OK | {"Actoin": "x"}), "identity", "element-unknown"),
        (policy({"Action": "s3:*", "Resource": "*"}), "identity", "effect-missing"),
        (policy(OK | {"Effect": "allow"}), "identity", "effect-case"),
        (policy(OK | {"Effect": "Permit"}), "identity", "effect-invalid"),
        (policy({"Effect": "Allow", "Resource": "*"}), "identity", "action-missing"),
        (policy({"Effect": "Allow", "Action": "s3:*"}), "identity", "resource-missing"),
        (policy(OK | {"NotAction": "s3:*"}), "identity", "both-forms"),
        (policy(OK | {"NotResource": "*"}), "identity", "both-forms"),
        (policy(OK | {"Action": "GetObject"}), "identity", "action-form"),
        (policy(OK | {"Action": 7}), "identity", "wrong-type"),
        (policy(OK | {"Action": [["s3:*"]]}), "identity", "wrong-type"),
        (policy(OK | {"Resource": "bucket"}), "identity", "resource-form"),
        (policy(OK | {"Resource": "<your bucket>"}), "identity", "placeholder"),
        (policy(OK | {"Sid": "two words"}), "identity", "sid-form"),
        (policy(OK | {"Sid": "A"}, OK | {"Sid": "A"}), "identity", "sid-duplicate"),
        (policy(OK | {"Principal": "*"}), "identity", "principal-forbidden"),
        (policy(OK | {"Condition": []}), "identity", "wrong-type"),
        (policy(OK | {"Condition": {"StringEqual": {"aws:x": "y"}}}), "identity", "condition-operator"),
        (policy(OK | {"Condition": {"Bool": "true"}}), "identity", "wrong-type"),
        (policy(OK | {"Condition": {"Bool": {"SecureTransport": "true"}}}), "identity", "condition-key"),
        (policy(OK | {"Condition": {"Bool": {"aws:x": {"a": 1}}}}), "identity", "wrong-type"),
        (policy(OK), "bucket", "principal-missing"),
        (policy(EVERYONE | {"Principal": "arn:aws:iam::111122223333:root"}), "bucket", "principal-invalid"),
        (policy(EVERYONE | {"Principal": {"AWS": "arn:aws:iam::111122223333:role/*"}}), "bucket", "principal-wildcard"),
        (policy(EVERYONE | {"Principal": {"AWS": "Jane"}}), "key", "principal-invalid"),
        (policy(EVERYONE | {"Principal": {"Aws": "*"}}), "key", "principal-type"),
        (policy(EVERYONE | {"Principal": {}}), "key", "principal-empty"),
        (policy(EVERYONE | {"Principal": {"Service": "sagemaker"}}), "key", "principal-invalid"),
        (policy(KEY_OK | {"Principal": {"AWS": "<your role>"}}), "key", "principal-placeholder"),
        (policy(TRUST_OK | {"Resource": "*"}), "trust", "resource-forbidden"),
        (
            policy(KEY_OK | {"Condition": {"ForAllValues:StringEquals": {"kms:EncryptionContext:a": "b"}}}),
            "key",
            "overly-permissive-condition",
        ),
    ],
)
def test_what_aws_refuses(text: str, kind: PolicyKind, code: str) -> None:
    assert code in codes(text, kind)
    with pytest.raises(PolicySyntaxError):
        PolicyDocument.parse(text, kind)


@pytest.mark.parametrize(
    ("text", "kind", "code"),
    [
        (policy({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Action": "kms:*"}), "key", "no-effect"),
        (policy({"Effect": "Allow", "Principal": {"AWS": "111122223333"}, "Resource": "*"}), "key", "no-effect"),
        (policy(KEY_OK | {"Action": "s3:GetObject"}), "key", "action-foreign"),
        (policy(KEY_OK | {"Principal": "*"}), "key", "anyone-allowed"),
        (policy(), "identity", "no-effect"),
        (json.dumps({"Statement": OK}), "identity", "version-missing"),
        (policy(OK | {"Action": []}), "identity", "empty-list"),
        (policy(OK | {"Resource": "arn:aws:s3:::<bucket>/*"}), "identity", "placeholder"),
        (policy(OK | {"Condition": {"NumericEquals": {"aws:x": "ten"}}}), "identity", "condition-value"),
        (policy(OK | {"Condition": {"Null": {"aws:x": "maybe"}}}), "identity", "condition-value"),
    ],
)
def test_what_is_only_a_finding(text: str, kind: PolicyKind, code: str) -> None:
    found = findings(PolicyDocument.parse(text, kind))
    assert code in [each.code for each in found]
    assert not any(each.refused for each in found)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (policy(OK | {"Sid": "A1"}, OK | {"Sid": ""}, OK | {"Sid": ""}), "identity"),
        (policy(KEY_OK | {"Sid": "Enable IAM User Permissions"}), "key"),
        (policy(TRUST_OK | {"Action": ["sts:AssumeRole", "sts:TagSession"]}), "trust"),
        (policy(EVERYONE | {"Resource": ["arn:aws:s3:::b", "arn:aws:s3:::b/*"]}), "bucket"),
        (policy(OK | {"Condition": {"Bool": {"aws:SecureTransport": False}}}), "session"),
    ],
)
def test_what_is_fine(text: str, kind: PolicyKind) -> None:
    assert findings(PolicyDocument.parse(text, kind)) == ()


def test_a_statement_knows_its_place() -> None:
    text = '{{\n "Version": "2012-10-17",\n "Statement": [\n  {},\n  {}\n ]\n}}'.format(
        json.dumps(KEY_OK | {"Sid": "one"}),
        json.dumps(KEY_OK),
    )
    document = PolicyDocument.parse(text, "key")
    assert [(each.index, each.sid, each.line) for each in document.statements] == [(0, "one", 4), (1, None, 5)]
    assert PolicyDocument.parse(text, "key") is document


def test_the_principals_that_a_document_names() -> None:
    text = policy(
        KEY_OK,
        EVERYONE,
        KEY_OK | {"Principal": {"AWS": ["AROAEXAMPLE", "*"], "Service": "forecast.amazonaws.com"}},
    )
    document = PolicyDocument.parse(text, "key")
    assert document.principals() == {"arn:aws:iam::111122223333:root", "AROAEXAMPLE"}
    assert document.services() == {"forecast.amazonaws.com"}


def test_many_faults_end_the_reading() -> None:
    _, faults = read_json("[" + "a " * 1_000 + "]")
    assert len(faults) <= 60


def plain(node: Node | None) -> Any:
    assert node is not None
    if node.kind == "object":
        return {key.text: plain(value) for key, value in node.members}
    if node.kind == "array":
        return [plain(item) for item in node.items]
    return node.text if node.kind == "string" else json.loads(node.text or "null")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_good_json_reads_as_the_standard_library_reads_it(value: Any, indent: Any, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    node, faults = read_json(text)
    assert faults == []
    assert plain(node) == value


@given(st.text(alphabet="{}[]\",:'\\/*<> \n\tabtrue01-eu", max_size=60))
def test_what_is_not_json_is_never_read_as_json(text: str) -> None:
    _, faults = read_json(text)
    try:
        json.loads(text)
    except ValueError:
        assert faults
    for fault in faults:
        assert fault.line >= 1
        assert fault.column >= 1


@given(JSON, st.sampled_from(["identity", "key", "bucket", "trust", "boundary", "session"]))
def test_any_json_is_read_or_refused_never_more(value: Any, kind: PolicyKind) -> None:
    lint(json.dumps({"Version": "2012-10-17", "Statement": value}), kind)
    lint(json.dumps(policy(OK | {"Condition": value, "Principal": value})), kind)
