"""The text of a policy test: what is written is read again, and what is none is told with line, column and mend."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.doctor.policy_tests.fixture import Asker, Expectation, Fixture, tidy_name
from sealcanvas.doctor.policy_tests.read import read_fixture
from sealcanvas.doctor.policy_tests.read_session_policies import tidy_policy
from sealcanvas.doctor.policy_tests.syntax import FixtureSyntaxError
from sealcanvas.doctor.policy_tests.write import write_fixture
from tests.unit.doctor.policy_tests.scene import JANE, document
from tests.unit.kms.kms_world import policy

TEXT = """{
  "PolicyTestVersion": 1,
  "Name": "x",
  "Principal": {"Role": "arn:aws:iam::111122223333:role/Jane", "SessionName": "work"},
  "Action": "kms:Decrypt",
  "Resource": "*",
  "Expect": {"Outcome": "allowed"}
}
"""


def faults(text: str) -> list[str]:
    with pytest.raises(FixtureSyntaxError) as refused:
        read_fixture(text)
    return [f"{each.line}:{each.column} {each.code}" for each in refused.value.findings]


def test_a_plain_test_is_read() -> None:
    fixture = read_fixture(TEXT)
    assert fixture == Fixture(
        "x", Asker("role-session", JANE, "work"), "kms:Decrypt", "*", Expectation("allowed"), resource_account=None
    )


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ('"kms:Decrypt",', '"kms:Decrypt"', "5:26 json-comma-missing"),
        ('"x"', '"a/b"', "3:11 name"),
        ('"x"', '".x"', "3:11 name"),
        ('"x"', '"a\\u202eb"', "3:11 name"),
        ('"x"', f'"{"あ" * 67}"', "3:11 name"),
        (": 1", ": 2", "2:24 version"),
        (": 1", ': "1"', "2:24 version"),
        ('"Action"', '"Acton"', "1:1 missing-member"),
        ('"Action"', '"Acton"', "5:3 unknown-member"),
        ('"kms:Decrypt"', '"kms:*"', "5:13 action"),
        ('"kms:Decrypt"', '["kms:Decrypt"]', "5:13 wrong-type"),
        ('"*"', '"alias/x"', "6:15 resource"),
        ('"*"', '"arn:aws:kms:us-east-1:111122223333:alias/x"', "6:15 alias"),
        ('"allowed"', '"denied"', "7:25 outcome"),
        ('"allowed"', '"implicit-deny", "Sid": "x"', "7:49 no-statement"),
        ('"allowed"', '"allowed", "Layer": "policy"', "7:45 layer"),
        ("role/Jane", "user/Jane", "4:25 principal"),
        ('"work"', '"w"', "4:79 principal"),
        (', "SessionName": "work"', "", "4:16 missing-member"),
        ('"SessionName"', '"Anonymous": true, "SessionName"', "4:16 principal"),
        ('"SessionName"', '"Subject": "x", "SessionName"', "4:75 principal"),
        ('"*",', '"*", "Context": {"aws:SourceIp": 1},', "6:48 wrong-type"),
        ('"*",', '"*", "Context": {"aws:SourceIp": "a", "AWS:sourceip": "b"},', "6:53 duplicate-key"),
        ('"*",', '"*", "Context": {"SourceIp": "a"},', "6:32 context-key"),
        ('"*",', '"*", "ResourceAccount": "1"', "6:39 resourceaccount"),
        ('"*",', '"arn:aws:s3:::b", "ResourceAccount": "111122223333",', "6:52 resource-account"),
        ('"*",', '"*", "EncryptionContext": {"a": ["b"]},', "6:47 wrong-type"),
        ('"*",', '"*", "SessionPolicies": {},', "6:39 wrong-type"),
        ('"*",', '"*", "SessionPolicies": [{"Name": "p"}],', "6:40 missing-member"),
        (
            '"*",',
            '"*",\n"SessionPolicies": [{"Name": "p", "Policy":\n {"Statement": {"Effect": "Alow"}}}],',
            "8:27 effect-invalid",
        ),
        ('"*",', '"*", "Note": "",', "6:28 empty"),
        (TEXT, "", "1:1 json-empty"),
        (TEXT, "[]", "1:1 wrong-type"),
        (TEXT, TEXT + "{}", "9:1 json-trailing"),
        (TEXT, "{" * 40, "1:34 json-depth"),
        (TEXT, " " * 40_000, "1:1 too-long"),
    ],
)
def test_what_is_no_test_is_refused_at_its_place(old: str, new: str, found: str) -> None:
    assert found in faults(TEXT.replace(old, new))


def test_all_faults_are_told_at_once_and_each_says_what_to_do() -> None:
    with pytest.raises(FixtureSyntaxError) as refused:
        read_fixture(TEXT.replace("kms:Decrypt", "kms:*").replace("allowed", "denied"))
    assert str(refused.value) == (
        'Line 5, column 13: "kms:*" is no Action that can be asked about. Write one action, e.g. "kms:Decrypt". '
        'Line 7, column 25: "denied" is no Outcome. Write one of allowed, explicit-deny, implicit-deny.'
    )


def test_an_unknown_member_s_nearest_is_offered() -> None:
    with pytest.raises(FixtureSyntaxError, match='Did you mean "Action"'):
        read_fixture(TEXT.replace("Action", "Actoin"))


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)
KEYS = st.from_regex(r"[a-z]{1,5}:[A-Z][a-z]{0,8}", fullmatch=True)
ASKERS = st.one_of(
    st.builds(
        Asker,
        st.just("role-session"),
        st.just(JANE),
        st.from_regex(r"[\w+=,.@-]{2,64}", fullmatch=True).filter(str.isascii),
        st.dictionaries(TEXTS, TEXTS, max_size=3),
    ),
    st.just(Asker("user", JANE.replace("role", "user"))),
    st.just(Asker("root", "111122223333")),
    st.just(Asker("service", "s3.amazonaws.com")),
    st.builds(Asker, st.just("web-identity"), TEXTS, TEXTS),
    st.just(Asker("anonymous", "")),
)
POLICY = tidy_policy(policy({"Effect": "Deny", "Action": "*", "Resource": "*"}))


@given(
    name=TEXTS.map(tidy_name).filter(bool),
    asker=ASKERS,
    context=st.dictionaries(KEYS, TEXTS | st.lists(TEXTS, max_size=3).map(tuple), max_size=4),
    encryption_context=st.dictionaries(
        TEXTS, st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=4
    ),
    session=st.none() | st.lists(st.tuples(TEXTS, st.just(POLICY)), max_size=3).map(tuple),
    expect=st.builds(
        Expectation, st.just("allowed"), st.sampled_from([None, "grant"]), st.none() | TEXTS, st.none() | TEXTS
    ),
    note=st.just("") | TEXTS,
)
def test_what_is_written_is_read_again(**members: Any) -> None:
    session = members.pop("session")
    members["session_policies"] = session if members["asker"].kind in ("role-session", "user", "root") else None
    folded = {name.lower(): value for name, value in members["context"].items()}
    members["context"] = folded
    fixture = Fixture(action="kms:Decrypt", resource="*", **members)
    assert read_fixture(write_fixture(fixture)) == fixture


@given(st.text(max_size=200) | st.binary(max_size=200).map(lambda data: data.decode("latin-1")))
def test_any_text_is_read_or_refused_and_nothing_else(text: str) -> None:
    with suppress(FixtureSyntaxError):
        read_fixture(text)


@given(st.data())
def test_a_broken_test_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    text = json.dumps(document(SessionPolicies=[{"Name": "p", "Policy": json.loads(POLICY)}]), indent=1)
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 8))
    put = data.draw(st.text(max_size=4))
    with suppress(FixtureSyntaxError):
        read_fixture(text[:at] + put + text[at + cut :])
