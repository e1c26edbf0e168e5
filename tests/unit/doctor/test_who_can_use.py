"""WhoCanUse: everybody, by which way, under which conditions; and it agrees with what a simulation says."""

import random
import time
from itertools import product
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.doctor.simulate_question import Question, Way, ask
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.service.own_errors import ResourceNotFoundException, ValidationException
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, TRUST_ACCOUNT, key_statement, policy

JANE, KENJI = (f"arn:aws:iam::{ACCOUNT}:role/{name}" for name in ("Jane", "Kenji"))
VIA_S3 = {"Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}}
RED = {"Condition": {"StringEquals": {"kms:EncryptionContext:team": "red"}}}


def who(world: World, resource: str, **members: Any) -> dict[str, dict[str, Any]]:
    """Who may do what, by principal and action."""
    found: dict[str, dict[str, Any]] = {}
    token: dict[str, Any] = {}
    while True:
        answer = world.doctor("WhoCanUse", Resource=resource, **members, **token)
        for each in answer["Principals"]:
            found[each["Principal"]] = {action["Action"]: action for action in each["Actions"]} | {"who": each}
        if "NextToken" not in answer:
            assert answer["Complete"]
            return found
        token = {"NextToken": answer["NextToken"]}


def test_each_way_to_a_key_is_told(world: World) -> None:
    admin, jane, kenji = world.user("admin", world.allowed("*")), world.role("Jane"), world.role("Kenji")
    world.user("bob")
    stranger = world.user("eve", account=OTHER_ACCOUNT)
    key = world.key(
        world.call(admin),
        DELEGATION,
        key_statement({"AWS": jane.role_arn}, "kms:Decrypt", **VIA_S3),
        key_statement({"AWS": stranger.arn}, "kms:Encrypt"),
        key_statement({"Service": "sagemaker.amazonaws.com"}, "kms:Decrypt") | {"Sid": "Service"},
        key_statement("*", "kms:DescribeKey") | {"Effect": "Deny"} | RED,
    )
    grant = {"KeyId": key, "GranteePrincipal": kenji.role_arn, "Operations": ["Decrypt"]}
    free = kms.operations["CreateGrant"](world.call(admin), grant)["GrantId"]
    constraint = {"Constraints": {"EncryptionContextEquals": {"team": "red"}}}
    bound = kms.operations["CreateGrant"](world.call(admin), {**grant, **constraint, "Operations": ["Encrypt"]})[
        "GrantId"
    ]
    found = who(world, key)

    assert set(found) == {
        admin.arn,
        jane.role_arn,
        kenji.role_arn,
        stranger.arn,
        f"arn:aws:iam::{ACCOUNT}:root",
        "sagemaker.amazonaws.com",
    }
    by_iam = found[admin.arn]["kms:Decrypt"]
    assert (by_iam["Certainty"], by_iam["Path"]) == ("Always", "IdentityPolicyByResourcePolicy")
    assert [each["Layer"] for each in by_iam["Statements"]] == ["resource", "identity"]
    assert [each["Line"] for each in by_iam["Statements"]] == [1, 1]
    unless = found[admin.arn]["kms:DescribeKey"]
    assert unless["Certainty"] == "Conditional"
    assert unless["Unless"][0]["Key"] == "kms:EncryptionContext:team"
    (via,) = found[JANE]["kms:Decrypt"]["Conditions"]
    assert (via["Operator"], via["Key"], via["Values"]) == (
        "StringEquals",
        "kms:ViaService",
        ["s3.us-east-1.amazonaws.com"],
    )
    assert found[JANE]["kms:Decrypt"]["Path"] == "ResourcePolicy"
    assert set(found[JANE]) == {"kms:Decrypt", "who"}
    granted = found[KENJI]
    assert (granted["kms:Decrypt"]["Certainty"], granted["kms:Decrypt"]["GrantId"]) == ("Always", free)
    assert (granted["kms:Encrypt"]["Certainty"], granted["kms:Encrypt"]["GrantId"]) == ("Conditional", bound)
    assert granted["kms:Encrypt"]["Conditions"][0]["Operator"] == "EncryptionContextEquals"
    outside = found[stranger.arn]["kms:Encrypt"]
    assert (outside["Certainty"], outside["Path"]) == ("Conditional", "BothAccounts")
    assert found[stranger.arn]["who"]["Outside"]
    service = found["sagemaker.amazonaws.com"]
    assert service["kms:Decrypt"]["Statements"][0]["StatementId"] == "Service"
    assert (service["who"]["Kind"], service["who"]["Outside"]) == ("service", False)
    assert found[f"arn:aws:iam::{ACCOUNT}:root"]["kms:PutKeyPolicy"]["Path"] == "ResourcePolicy"


@pytest.mark.parametrize(
    ("spec", "usage", "told"),
    [
        ("ECC_NIST_P256", "SIGN_VERIFY", {"kms:Sign", "kms:Verify", "kms:GetPublicKey"}),
        ("HMAC_256", "GENERATE_VERIFY_MAC", {"kms:GenerateMac", "kms:VerifyMac"}),
        ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE", {"kms:Encapsulate", "kms:Decapsulate", "kms:GetPublicKey"}),
    ],
)
def test_keys_of_other_kinds_are_told_by_what_they_do(world: World, spec: str, usage: str, told: set[str]) -> None:
    root = world.call(Principal.root(ACCOUNT))
    key = world.key(root, KeySpec=spec, KeyUsage=usage)
    everything = world.user("everything", world.allowed("kms:*"))
    actions = set(who(world, key)[everything.arn]) - {"who"}
    managing = {f"kms:{name}" for name in ("DescribeKey", "CreateGrant", "PutKeyPolicy", "DisableKey")}
    assert actions == told | managing | {"kms:ScheduleKeyDeletion"}


def test_boundaries_tags_and_settled_conditions_count(world: World) -> None:
    root = world.call(Principal.root(ACCOUNT))
    red = {"Condition": {"StringEquals": {"aws:PrincipalTag/team": "red"}}}
    tied = {"Condition": {"ArnLike": {"aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/a*"}}}
    for name, tags in (("aiko", "red"), ("akira", "blue"), ("bob", "red")):
        iam.operations["CreateUser"](
            world.call(root.principal), {"UserName": name, "Tags": [{"Key": "team", "Value": tags}]}
        )
    everyone = {"AWS": [f"arn:aws:iam::{ACCOUNT}:user/{name}" for name in ("aiko", "akira", "bob")]}
    both = {"Condition": red["Condition"] | tied["Condition"]}
    key = world.key(root, key_statement(everyone, "kms:Decrypt", **both), DELEGATION)
    found = who(world, key, Actions=["kms:Decrypt"])
    assert set(found) == {f"arn:aws:iam::{ACCOUNT}:user/aiko", f"arn:aws:iam::{ACCOUNT}:root"}
    assert found[f"arn:aws:iam::{ACCOUNT}:user/aiko"]["kms:Decrypt"]["Certainty"] == "Always"


def test_buckets_objects_and_roles(world: World) -> None:
    aiko = world.user("aiko", world.allowed("s3:*", "sts:AssumeRole"))
    public = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::data/public/*"}
    deny = {
        "Effect": "Deny",
        "Principal": {"AWS": aiko.arn},
        "Action": "s3:DeleteBucket",
        "Resource": "arn:aws:s3:::data",
    }
    arn = world.bucket("data", public, deny)
    of_bucket = who(world, arn)
    assert set(of_bucket) == {aiko.arn, f"arn:aws:iam::{ACCOUNT}:root"}
    assert "s3:DeleteBucket" not in of_bucket[aiko.arn]
    assert of_bucket[f"arn:aws:iam::{ACCOUNT}:root"]["s3:ListBucket"]["Path"] == "RootUser"
    of_object = who(world, f"{arn}/public/a")
    assert of_object["*"]["who"] == {**of_object["*"]["who"], "Kind": "anyone", "Outside": True}
    assert (of_object["*"]["s3:GetObject"]["Certainty"], of_object["*"]["s3:GetObject"]["Path"]) == (
        "Always",
        "ResourcePolicy",
    )
    assert "*" not in who(world, f"{arn}/private/a")
    jane = world.role("Jane")
    of_role = who(world, str(jane.role_arn))
    assert of_role[aiko.arn]["sts:AssumeRole"]["Path"] == "IdentityPolicyByResourcePolicy"
    provider = f"arn:aws:iam::{ACCOUNT}:oidc-provider/id.example.com"
    audience = {"Condition": {"StringEquals": {"id.example.com:aud": "studio"}}}
    web = {"Principal": {"Federated": provider}, "Action": "sts:AssumeRoleWithWebIdentity", **audience}
    iam.operations["UpdateAssumeRolePolicy"](
        world.call(Principal.root(ACCOUNT)), {"RoleName": "Jane", "PolicyDocument": policy(web)}
    )
    federated = who(world, str(jane.role_arn))[provider]
    assert federated["who"]["Kind"] == "web-identity"
    assert federated["sts:AssumeRoleWithWebIdentity"]["Conditions"][0]["Key"] == "id.example.com:aud"
    with pytest.raises(ValidationException, match="Name the Actions"):
        who(world, f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1")
    with pytest.raises(ResourceNotFoundException):
        world.doctor("WhoCanUse", Principal.root(OTHER_ACCOUNT), Resource=arn)


WAYS = [
    Way(via, encryption_context, context)
    for via, encryption_context, context in product(
        [(), ("s3",), ("sagemaker",)],
        [{}, {"team": "red"}, {"team": "blue"}],
        [{}, {"aws:SourceIp": "10.0.0.1"}],
    )
]


@pytest.mark.parametrize("seed", range(24))
def test_it_agrees_with_a_simulation_of_everybody_in_every_way(world: World, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - a test's dice
    conditions: list[dict[str, Any]] = [
        {},
        {},
        VIA_S3,
        RED,
        {"Condition": {"StringNotEquals": {"kms:EncryptionContext:team": "red"}}},
        {"Condition": {"Null": {"kms:ViaService": "true"}}},
        {"Condition": {"IpAddressIfExists": {"aws:SourceIp": "10.0.0.0/8"}}},
        {"Condition": {"StringEquals": {"aws:PrincipalType": "User"}}},
        {"Condition": {"StringEquals": {"kms:KeySpec": "SYMMETRIC_DEFAULT", "kms:ViaService": "x"}}},
    ]

    def statement(**members: Any) -> dict[str, Any]:
        action = chance.choice(["kms:Decrypt", "kms:Encrypt", "kms:*"])
        effect = chance.choice(["Allow", "Allow", "Allow", "Deny"])
        return {"Effect": effect, "Action": action, "Resource": "*", **members, **chance.choice(conditions)}

    people = [world.user(f"u{n}", *(statement() for _ in range(chance.randrange(3)))) for n in range(3)]
    people += [world.role(f"R{n}", *(statement() for _ in range(chance.randrange(3)))) for n in range(2)]
    people.append(world.user("eve", world.allowed("kms:*"), account=OTHER_ACCOUNT))
    people.append(Principal.service_principal("sagemaker.amazonaws.com"))
    people.append(Principal.root(ACCOUNT))
    named: list[Any] = [{"AWS": person.stable_arn} for person in people if person.account]
    named += [{"Service": "sagemaker.amazonaws.com"}, {"AWS": OTHER_ACCOUNT}, {"AWS": ACCOUNT}, "*"]
    key = world.key(
        world.call(Principal.root(ACCOUNT)),
        key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:CreateGrant", "kms:PutKeyPolicy"),
        *(statement(Principal=chance.choice(named)) for _ in range(4)),
        BypassPolicyLockoutSafetyCheck=True,
    )
    operations = chance.sample(["Decrypt", "Encrypt"], chance.randrange(1, 3))
    constraint = chance.choice([{}, {"Constraints": {"EncryptionContextSubset": {"team": "red"}}}])
    grantee = chance.choice(people[:5]).stable_arn
    grant = {"KeyId": key, "GranteePrincipal": grantee, "Operations": operations, **constraint}
    granted = world.simulate(Principal.root(ACCOUNT), "kms:CreateGrant", key)["Allowed"]
    if granted:
        kms.operations["CreateGrant"](world.call(Principal.root(ACCOUNT)), grant)

    found = who(world, key, Actions=["kms:Decrypt", "kms:Encrypt"])
    for person in people:
        name = person.stable_arn
        for action in ("kms:Decrypt", "kms:Encrypt"):
            told = found.get(name, {}).get(action)
            answers = {ask(world.instance, Question(person, action, key, ACCOUNT, way)).allowed for way in WAYS}
            covered = person.account != ACCOUNT and found.keys() & {"*", f"arn:aws:iam::{OTHER_ACCOUNT}:root"}
            if told is None and covered:
                continue  # whoever is not named stands behind the account, or behind everybody
            if told is None:
                assert answers == {False}, (name, action)
            elif told["Certainty"] == "Always":
                assert answers == {True}, (name, action, told)


@pytest.mark.wall_clock
def test_pages_are_cut_by_name_and_hundreds_are_quick(world: World) -> None:
    root = world.call(Principal.root(ACCOUNT))
    document = policy(world.allowed("kms:Decrypt"))
    for number in range(300):
        request = {"RoleName": f"R{number:03}", "AssumeRolePolicyDocument": policy(TRUST_ACCOUNT)}
        iam.operations["CreateRole"](world.call(root.principal), request)
        if number % 3 == 0:
            iam.operations["PutRolePolicy"](
                world.call(root.principal),
                {"RoleName": f"R{number:03}", "PolicyName": "own", "PolicyDocument": document},
            )
    key = world.key(root, DELEGATION)
    first = world.doctor("WhoCanUse", Resource=key, MaxResults=7)
    assert len(first["Principals"]) == 7
    assert first["NextToken"]
    started = time.perf_counter()
    found = who(world, key, MaxResults=100)
    assert len(found) == 101
    assert time.perf_counter() - started < 10  # about a second on one core; the bound is for a busy machine
    with pytest.raises(ValidationException, match="pagination token"):
        world.doctor("WhoCanUse", Resource=key, NextToken="=====")


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("kms:Dekrypt", r"There is no action kms:Dekrypt\. Did you mean kms:Decrypt\?"),
        ("s3:GetObject", "s3:GetObject does not apply to arn:aws:kms:"),
        ("sts:AssumeRole", "does not apply"),
    ],
)
def test_an_action_that_means_nothing_for_the_resource_is_refused(world: World, action: str, message: str) -> None:
    key = world.key(world.call(Principal.root(ACCOUNT)), DELEGATION)
    with pytest.raises(ValidationException, match=message):
        who(world, key, Actions=["kms:Decrypt", action])
    world.role("Jane")
    assert who(world, JANE, Actions=["sts:AssumeRole", "iam:PassRole"])


@pytest.mark.parametrize("name", ["nope", "alias/nope", "1234abcd-12ab-34cd-56ef-1234567890ab", "鍵"])
def test_what_is_not_there_is_said_not_to_be(world: World, name: str) -> None:
    for more in ({}, {"Actions": ["kms:Decrypt"]}):
        with pytest.raises(ResourceNotFoundException, match=f"There is no .*{name}"):
            who(world, name, **more)
