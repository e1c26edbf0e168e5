"""ReviewPolicyChange: what a text would open and close before it is saved, and nothing that it would not."""

import json
import random
from itertools import product
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.doctor.drafts import NO_DRAFTS, Drafts
from sealcanvas.doctor.simulate_question import Question, Way, ask
from sealcanvas.iam import iam
from sealcanvas.iam.named_principal import named_principal
from sealcanvas.kms import kms
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, key_statement, policy

ROOT = f"arn:aws:iam::{ACCOUNT}:root"
JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
VIA_S3 = {"Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}}


def review(world: World, place: str, text: str | None, **members: Any) -> dict[str, Any]:
    request: dict[str, Any] = {"Document": place} | ({} if text is None else {"Policy": text})
    return world.doctor("ReviewPolicyChange", **request, **members)


def reach(changes: list[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Who, what and through which service."""
    return {
        (each["Principal"].rpartition("/")[2], each["Action"], ",".join(each.get("ViaServices", ())))
        for each in changes
    }


@pytest.fixture
def key(world: World) -> str:
    world.role("Jane")
    return world.key(world.call(Principal.root(ACCOUNT)), DELEGATION)


def test_the_same_policy_changes_nothing(world: World, key: str) -> None:
    same = json.dumps(json.loads(policy(DELEGATION | {"Sid": "Renamed"})), indent=4)
    assert review(world, key, same) == {
        "Document": key,
        "Opened": [],
        "Closed": [],
        "OpenedOutside": [],
        "LockedOut": False,
        "Notes": [],
        "Complete": True,
        "Asked": 0,
    }


def test_a_new_statement_opens_what_it_says_in_the_way_that_it_says(world: World, key: str) -> None:
    jane = key_statement({"AWS": JANE}, "kms:Decrypt", "kms:GenerateDataKey*", **VIA_S3)
    found = review(world, key, policy(DELEGATION, jane | {"Sid": "Data"}))
    via = "s3.us-east-1.amazonaws.com"
    assert reach(found["Opened"]) == {
        ("Jane", "kms:Decrypt", via),
        ("Jane", "kms:GenerateDataKey", via),
        ("Jane", "kms:GenerateDataKeyPair", via),
        ("Jane", "kms:GenerateDataKeyPairWithoutPlaintext", via),
        ("Jane", "kms:GenerateDataKeyWithoutPlaintext", via),
    }
    assert (found["Closed"], found["OpenedOutside"], found["LockedOut"]) == ([], [], False)
    change = found["Opened"][0]
    assert change["Before"] == {"Outcome": "implicit-deny", "Reason": "identity"}
    assert change["After"]["Outcome"] == "allowed"
    assert change["After"]["Statement"]["StatementId"] == "Data"
    assert change["After"]["Statement"]["Line"] == 1
    assert found["Complete"]


def test_outsiders_are_told_first_and_by_name(world: World, key: str) -> None:
    world.user("aiko", world.allowed("kms:*"))
    outside = key_statement({"AWS": [OTHER_ACCOUNT, JANE]}, "kms:Decrypt")
    found = review(world, key, policy(DELEGATION, outside))
    assert found["OpenedOutside"] == [f"arn:aws:iam::{OTHER_ACCOUNT}:root"]
    assert [each["Outside"] for each in found["Opened"]] == [True, False]
    everybody = review(world, key, policy(DELEGATION, key_statement("*", "kms:Decrypt")))
    assert everybody["OpenedOutside"] == ["*"]
    assert ("Jane", "kms:Decrypt", "") in reach(everybody["Opened"])


def test_a_narrower_policy_closes_and_a_grant_keeps_open(world: World, key: str) -> None:
    user = world.user("aiko", world.allowed("kms:Decrypt", "kms:Encrypt"))
    root = world.call(Principal.root(ACCOUNT))
    grant = {"KeyId": key, "GranteePrincipal": user.arn, "Operations": ["Decrypt"]}
    kms.operations["CreateGrant"](root, grant)
    alone = key_statement({"AWS": ROOT}, "kms:PutKeyPolicy", "kms:DescribeKey")
    found = review(world, key, policy(alone))
    assert ("aiko", "kms:Encrypt", "") in reach(found["Closed"])
    assert ("aiko", "kms:Decrypt", "") not in reach(found["Closed"])
    assert not found["LockedOut"]


def test_a_deny_with_a_condition_closes_one_way_alone(world: World, key: str) -> None:
    world.user("aiko", world.allowed("kms:Decrypt"))
    deny = {"Effect": "Deny"} | {"Condition": {"StringEquals": {"kms:EncryptionContext:team": "red"}}}
    found = review(world, key, policy(DELEGATION, key_statement("*", "kms:Decrypt") | deny))
    changes = [each for each in found["Closed"] if each["Principal"].endswith("/aiko")]
    assert [each["EncryptionContext"] for each in changes] == [{"team": "red"}]
    assert changes[0]["After"]["Outcome"] == "explicit-deny"


@pytest.mark.parametrize(
    ("statement", "locked_out"),
    [
        (key_statement({"AWS": JANE}, "kms:Decrypt"), True),
        (key_statement({"AWS": JANE}, "kms:PutKeyPolicy"), False),
        (key_statement({"AWS": JANE}, "kms:PutKeyPolicy", **VIA_S3), False),
        (key_statement({"AWS": OTHER_ACCOUNT}, "kms:*"), True),
        (key_statement({"AWS": ROOT}, "kms:*"), False),
    ],
)
def test_a_lock_out_is_noted(world: World, key: str, statement: dict[str, Any], locked_out: bool) -> None:
    found = review(world, key, policy(statement))
    assert (found["LockedOut"], bool(found["Notes"])) == (locked_out, locked_out)


def test_buckets_are_asked_for_their_objects_by_pattern(world: World) -> None:
    world.role("Jane")
    arn = world.bucket("data")
    read = {"Principal": {"AWS": JANE}, "Action": ["s3:GetObject", "s3:ListBucket"], "Resource": [arn, f"{arn}/in/*"]}
    found = review(world, arn, policy(read))
    assert {(each["Action"], each["Resource"]) for each in found["Opened"]} == {
        ("s3:GetObject", f"{arn}/in/x"),
        ("s3:ListBucket", arn),
    }
    public = review(world, arn, policy({"Principal": "*", "Action": "s3:GetObject", "Resource": f"{arn}/*"}))
    assert public["OpenedOutside"] == ["*"]
    assert {each["Resource"] for each in public["Opened"]} == {f"{arn}/x", f"{arn}/another"} - {f"{arn}/x"} | {
        f"{arn}/x"
    }


def test_trust_policies_tell_who_may_assume_the_role(world: World) -> None:
    user = world.user("aiko")
    world.role("Jane")
    external = {"Condition": {"StringEquals": {"sts:ExternalId": "42"}}}
    found = review(world, JANE, policy({"Principal": {"AWS": user.arn}, "Action": "sts:AssumeRole", **external}))
    (opened,) = [each for each in found["Opened"] if each["Principal"] == user.arn]
    assert opened["Context"] == {"sts:ExternalId": ["42"]}
    assert reach(found["Closed"]) == {(ROOT, "sts:AssumeRole", "")}
    gone = policy({"Effect": "Deny", "Principal": "*", "Action": "sts:AssumeRole"})
    assert review(world, JANE, gone)["Notes"] == ["Nobody could assume the role any more."]


def test_identity_policies_touch_those_who_have_them(world: World, key: str) -> None:
    root = world.call(Principal.root(ACCOUNT))
    for name in ("aiko", "bob", "cho"):
        world.user(name)
    made = iam.operations["CreatePolicy"](root, {"PolicyName": "Use", "PolicyDocument": policy(world.allowed("ec2:*"))})
    managed = made["Policy"]["Arn"]
    iam.operations["AttachUserPolicy"](world.call(root.principal), {"UserName": "aiko", "PolicyArn": managed})
    iam.operations["CreateGroup"](world.call(root.principal), {"GroupName": "Team"})
    iam.operations["AddUserToGroup"](world.call(root.principal), {"GroupName": "Team", "UserName": "bob"})
    iam.operations["AttachGroupPolicy"](world.call(root.principal), {"GroupName": "Team", "PolicyArn": managed})
    use = policy({"Action": "kms:Decrypt", "Resource": "*"})
    assert reach(review(world, managed, use)["Opened"]) == {("aiko", "kms:Decrypt", ""), ("bob", "kms:Decrypt", "")}
    assert {each["Resource"] for each in review(world, managed, use)["Opened"]} == {key}

    inline = f"arn:aws:iam::{ACCOUNT}:user/cho#new"
    assert reach(review(world, inline, use)["Opened"]) == {("cho", "kms:Decrypt", "")}
    of_group = f"arn:aws:iam::{ACCOUNT}:group/Team#new"
    assert reach(review(world, of_group, use)["Opened"]) == {("bob", "kms:Decrypt", "")}
    iam.operations["PutUserPolicy"](
        world.call(root.principal), {"UserName": "cho", "PolicyName": "new", "PolicyDocument": use}
    )
    assert reach(review(world, inline, None)["Closed"]) == {("cho", "kms:Decrypt", "")}
    assert review(world, inline, use)["Asked"] == 0


def test_a_review_is_cut_honestly(world: World, key: str) -> None:
    statement = key_statement({"AWS": JANE}, "kms:*")
    found = review(world, key, policy(DELEGATION, statement), MaxChanges=3)
    assert (len(found["Opened"]), found["Complete"]) == (3, False)


@pytest.mark.parametrize(
    ("place", "text", "error"),
    [
        (f"arn:aws:kms:us-east-1:{ACCOUNT}:key/none", policy(DELEGATION), ResourceNotFoundException),
        (f"arn:aws:iam::{ACCOUNT}:role/None", policy(DELEGATION), ResourceNotFoundException),
        (f"arn:aws:iam::{ACCOUNT}:user/none#own", policy(DELEGATION), ResourceNotFoundException),
        (f"arn:aws:iam::{OTHER_ACCOUNT}:role/Jane", policy(DELEGATION), ResourceNotFoundException),
        ("arn:aws:iam::aws:policy/AdministratorAccess", policy(DELEGATION), ResourceNotFoundException),
        (JANE, None, ValidationException),
        (JANE, "{", ValidationException),
    ],
)
def test_what_cannot_be_reviewed_is_refused(
    world: World, key: str, place: str, text: str | None, error: type[Exception]
) -> None:
    with pytest.raises(error):
        review(world, place, text)


WAYS = [
    Way(via, pairs, dict(context))
    for via, pairs, context in product(
        [(), ("s3",), ("sagemaker",)],
        [{}, {"team": "red"}, {"team": "blue"}],
        [(), (("aws:SecureTransport", "true"),), (("x:size", "4"), ("aws:SourceIp", "10.0.0.0"))],
    )
]


@pytest.mark.parametrize("seed", range(16))
def test_every_change_told_is_one_by_simulation(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    world.user("aiko", world.allowed("kms:*"))
    world.user("eve", world.allowed("kms:*"), account=OTHER_ACCOUNT)
    world.role("Jane", world.allowed("kms:Decrypt"))
    named = [JANE, ROOT, f"arn:aws:iam::{ACCOUNT}:user/aiko", f"arn:aws:iam::{OTHER_ACCOUNT}:user/eve"]
    conditions: list[dict[str, Any]] = [
        {},
        VIA_S3,
        {"Condition": {"StringEquals": {"kms:EncryptionContext:team": ["red", "blue"]}}},
        {"Condition": {"Bool": {"aws:SecureTransport": "true"}}},
        {"Condition": {"NumericLessThan": {"x:size": "5"}, "IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}},
        {"Condition": {"DateGreaterThan": {"aws:TokenIssueTime": "2026-01-01T00:00:00Z"}}},
        {"Condition": {"Null": {"kms:ViaService": "false"}}},
    ]

    def statement() -> dict[str, Any]:
        effect = {"Effect": chance.choice(["Allow", "Allow", "Deny"])}
        actions = chance.sample(["kms:Decrypt", "kms:Encrypt", "kms:DescribeKey", "kms:Re*"], 2)
        return key_statement({"AWS": chance.choice(named)}, *actions, **effect, **chance.choice(conditions))

    keep = key_statement({"AWS": ROOT}, "kms:PutKeyPolicy", "kms:CreateGrant")
    key = world.key(world.call(Principal.root(ACCOUNT)), keep, *(statement() for _ in range(3)))
    text = policy(keep, *(statement() for _ in range(3)))
    found = review(world, key, text)
    assert found["Complete"]
    for side, before, after in (("Opened", False, True), ("Closed", True, False)):
        for change in found[side]:
            asked = {name: change[name] for name in ("ViaServices", "EncryptionContext", "Context") if name in change}
            principal = named_principal(world.instance, change["Principal"])
            assert principal is not None
            members: dict[str, Any] = {"Principal": change["Principal"], "Action": change["Action"], "Resource": key}
            drafted: list[dict[str, Any]] = [{}, {"Drafts": [{"Document": key, "Policy": text}]}]
            answers = [
                world.doctor("SimulateAccess", **members, **asked, **more)["Decision"]["Allowed"] for more in drafted
            ]
            assert answers == [before, after], change
    told = {(each["Principal"], each["Action"], side) for side in ("Opened", "Closed") for each in found[side]}
    for name, action, way in product(named, ("kms:Decrypt", "kms:Encrypt", "kms:DescribeKey"), WAYS):
        principal = named_principal(world.instance, name)
        assert principal is not None
        question = Question(principal, action, key, ACCOUNT, way)
        was, is_now = (ask(world.instance, question, drafts).allowed for drafts in (NO_DRAFTS, Drafts({key: text})))
        if was != is_now:
            assert (name, action, "Opened" if is_now else "Closed") in told, way
