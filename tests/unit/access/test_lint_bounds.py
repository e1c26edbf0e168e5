"""Whatever text is put: no crash, no long wait, no unbounded answer."""

import json
import random
import time
import tracemalloc
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sealcanvas.access import PolicyDocument, PolicySyntaxError
from sealcanvas.access.finding import Finding
from sealcanvas.access.finding_codes import CODES
from sealcanvas.access.linter import admit, guess_kind, lint_policy
from sealcanvas.access.policy import PolicyKind
from sealcanvas.access.reading.documents import read_document

KINDS: tuple[PolicyKind, ...] = get_args(PolicyKind)
LARGEST = {"key": 32_700, "bucket": 20_400, "identity": 10_200}
"""The longest texts that AWS accepts, for the kinds in which they are longest."""

WHOLE: dict[str, Any] = {
    "Version": "2012-10-17",
    "Id": "id",
    "Statement": [
        {
            "Sid": "A",
            "Effect": "Allow",
            "Principal": {
                "AWS": ["222233334444", "arn:aws:iam::222233334444:role/日本"],
                "Service": "s3.amazonaws.com",
            },
            "Action": ["kms:Decrypt", "s3:Get*", "sts:AssumeRole"],
            "Resource": ["*", "arn:aws:s3:::b/${aws:username, 'x'}/*"],
            "Condition": {
                "StringEquals": {"aws:username": ["a", "b"], "kms:EncryptionContext:用途": "x"},
                "ForAllValues:StringLike": {"aws:TagKeys": "*"},
                "DateLessThan": {"aws:CurrentTime": "2026-11-01T00:00:00Z"},
                "NumericLessThanEquals": {"s3:max-keys": 10},
                "Null": {"aws:username": False},
                "IpAddress": {"aws:SourceIp": "10.0.0.0/8"},
            },
        },
        {"Effect": "Deny", "NotPrincipal": "*", "NotAction": "iam:*", "NotResource": "arn:aws:iam::1:role/*"},
    ],
}


def well_told(findings: tuple[Finding, ...]) -> None:
    assert len(findings) <= 400
    for each in findings:
        assert each.code in CODES
        assert each.line >= 1
        assert each.column >= 1
        assert f"{each}".encode()  # what no answer could hold would raise
        assert not any(ord(letter) < 32 and letter not in "\t\n\r" for letter in f"{each}{each.aws}")
        assert len(str(each)) < 2_000


def taken_or_refused(text: str) -> None:
    guess_kind(text)
    for kind in KINDS:
        findings = lint_policy(text, kind, "222233334444")
        well_told(findings)
        refused = _refusal(text, kind)
        if refused is None:
            assert not any(each.refused for each in findings)
            PolicyDocument.parse(text, kind)
        else:
            assert refused.message.encode()
            assert len(refused.message) < 20_000


def _refusal(text: str, kind: PolicyKind) -> PolicySyntaxError | None:
    try:
        admit(text, kind, "222233334444")
    except PolicySyntaxError as error:
        return error
    return None


SCALAR = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=20)
NAMES = [*WHOLE, *WHOLE["Statement"][0], "NotAction", "NotResource", "NotPrincipal", "AWS", "Service", "Federated"]
OPERATORS = [
    *WHOLE["Statement"][0]["Condition"],
    "Bool",
    "ArnLike",
    "StringEqualsIfExists",
    "BinaryEquals",
    "DateEquals",
]
KEYS = ["aws:username", "AWS:UserName", "aws:TagKeys", "s3:prefix", "kms:EncryptionContext:a", "x", ":", "a:b", "aws:"]
TEXTS = [
    "*",
    "kms:*",
    "s3:Get?bject",
    "arn:aws:s3:::b/*",
    "arn:",
    "arn:::::",
    "a:b:c",
    "${",
    "${}",
    "${aws:x, 'y}",
    "<x>",
    "Allow",
]
ANY = st.recursive(
    SCALAR | st.sampled_from(TEXTS),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES + OPERATORS + KEYS), inner, max_size=5)
    ),
    max_leaves=25,
)


@settings(max_examples=150, deadline=None)
@given(ANY)
def test_any_value_under_the_names_of_policies(value: Any) -> None:
    taken_or_refused(json.dumps(value))
    taken_or_refused(json.dumps({"Version": "2012-10-17", "Statement": value}, ensure_ascii=False))


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(OPERATORS),
        st.dictionaries(
            st.sampled_from(KEYS), SCALAR | st.lists(st.sampled_from(TEXTS) | SCALAR, max_size=4), max_size=4
        ),
        max_size=5,
    ),
    st.sampled_from(["kms:Decrypt", "s3:GetObject", "s3:ListBucket", "*", "sts:AssumeRole"]),
)
def test_any_condition(condition: Any, action: str) -> None:
    statement = WHOLE["Statement"][0] | {"Action": action, "Condition": condition}
    taken_or_refused(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))


@settings(max_examples=100, deadline=None)
@given(st.text(st.characters(), max_size=40))
def test_any_text(text: str) -> None:
    taken_or_refused(text)
    taken_or_refused(
        json.dumps(WHOLE | {"Id": text, "Statement": WHOLE["Statement"][0] | {"Sid": text, "Action": text}})
    )


@pytest.mark.parametrize("seed", range(8))
def test_mutated_policies(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    base = json.dumps(WHOLE, ensure_ascii=False)
    pieces = [
        '"',
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "*",
        "\x00",
        "\ufeff",
        "\ud800",
        "\\u",
        "\\ud800",
        "//",
        "9" * 40,
        "true",
        "\n",
    ]
    for _ in range(60):
        text = base
        for _ in range(chance.randrange(1, 5)):
            at, end = sorted(chance.randrange(len(text) + 1) for _ in range(2))
            text = chance.choice(
                [
                    text[:at] + chance.choice(pieces) + text[at:],
                    text[:at] + text[min(end, at + 12) :],
                    text[:end] + text[at:end] + text[end:],
                ]
            )
        taken_or_refused(text)


def statement(kind: str, **elements: Any) -> dict[str, Any]:
    who = {} if kind == "identity" else {"Principal": {"AWS": "222233334444"}}
    return {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*"} | who | elements


def texts(kind: str, size: int) -> dict[str, str]:
    def doc(*statements: dict[str, Any]) -> str:
        return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, separators=(",", ":"))

    one = len(json.dumps(statement(kind), separators=(",", ":")))
    room = size - one - 150
    count = size // one - 2
    return {
        "the same statement": doc(*[statement(kind)] * count),
        "statements": doc(
            *[statement(kind, Action=f"s3:G{i}*", Resource=f"arn:aws:s3:::{i}*") for i in range(count * 3 // 4)]
        ),
        "*a*a in an action": doc(statement(kind, Action="s3:" + "*a" * (room // 2))),
        "*a*a in a resource": doc(statement(kind, Resource="arn:aws:s3:::" + "*a" * (room // 2))),
        "?": doc(statement(kind, Resource="arn:aws:s3:::" + "?" * room)),
        "patterns": doc(statement(kind, Action=[f"s3:?{i:x}*?" for i in range(room // 14)])),
        "resources": doc(statement(kind, Resource=[f"arn:aws:s3:::*{i:x}*" for i in range(room // 24)])),
        "unknown actions": doc(statement(kind, Action=[f"s3:Gx{i:x}" for i in range(room // 13)])),
        "unknown services": doc(statement(kind, Action=[f"s3q{i:x}:G" for i in range(room // 13)])),
        "values": doc(
            statement(kind, Condition={"StringLike": {"aws:username": [f"*{i:x}*" for i in range(room // 9)]}})
        ),
        "keys": doc(statement(kind, Condition={"StringEquals": {f"x{i:x}:a": "a" for i in range(room // 16)}})),
        "a long text": doc(statement(kind, Sid="x" * room)),
        "a long number": doc(
            statement(kind, Condition={"NumericEquals": {"aws:MultiFactorAuthAge": int("9" * 4_000)}})
        ),
        "variables": doc(statement(kind, Resource=[f"arn:aws:s3:::${{aws:u{i:x}}}" for i in range(room // 28)])),
        "principals": doc(
            statement(kind, Principal={"AWS": [f"arn:aws:iam::222233334444:role/{i:x}" for i in range(room // 45)]})
        ),
        "empty statements": '{"Statement":[' + ",".join(["{}"] * (room // 3)) + "]}",
        "nesting": "[" * room,
        "one name": "{" + ",".join(['"a":1'] * (room // 6)) + "}",
        "names": "{" + ",".join(f'"{i:x}":1' for i in range(room // 9)) + "}",
        "comments": "/*" * (room // 2),
        "quotes": '"' * room,
    }


@pytest.mark.wall_clock
@pytest.mark.parametrize("kind", ["key", "bucket", "identity"])
@pytest.mark.parametrize("name", texts("key", 2_000))
def test_the_largest_text_takes_less_than_a_second(kind: PolicyKind, name: str) -> None:
    text = texts(kind, LARGEST[kind])[name]
    assert len(text) <= LARGEST[kind] + 200
    lint_policy("{}", kind)  # the data of services is read once, not for each policy
    lint_policy.cache_clear()
    started = time.process_time()
    findings = lint_policy(text, kind, "222233334444")
    assert time.process_time() - started < 1
    well_told(findings)


@pytest.mark.parametrize("name", texts("identity", 2_000))
def test_what_is_longer_is_read_in_bounded_time_and_not_judged(name: str) -> None:
    text = texts("identity", 130_000)[name]
    started = time.process_time()
    findings = lint_policy(text, "identity")
    assert time.process_time() - started < 2
    well_told(findings)
    assert lint_policy(text * 2, "identity")[0].code == "too-long" or len(text) * 2 <= 131_072


def test_reading_takes_bounded_memory() -> None:
    text = texts("key", 131_000)["empty statements"]
    tracemalloc.start()
    read_document(text, "key")
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 40_000_000


def test_a_hundred_thousand_statements_are_refused_unread() -> None:
    text = '{"Version":"2012-10-17","Statement":[' + ",".join(["{}"] * 100_000) + "]}"
    started = time.process_time()
    assert [each.code for each in lint_policy(text, "identity")] == ["too-long"]
    with pytest.raises(PolicySyntaxError):
        admit(text, "bucket")
    assert time.process_time() - started < 0.1
