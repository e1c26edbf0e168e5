"""What is simulated is what is enforced: real calls of every kind, and the same requests asked about afterwards."""

import json
from typing import Any

import pytest

from sealcanvas.access.decision import Decision
from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.pass_role import check_pass_role
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.operation import Service
from sealcanvas.sts import sts
from sealcanvas.sts.role_call import role_call
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import DELEGATION, OTHER_ACCOUNT, key_statement, policy

_TOLD = (
    "s3:prefix",
    "s3:VersionId",
    "s3:RequestObjectTag",
    "s3:x-amz-server-side-encryption",
    "sts:RoleSessionName",
    "sts:ExternalId",
    "aws:RequestTag/",
    "aws:TagKeys",
    "aws:SourceArn",
    "aws:SourceAccount",
    "kms:GrantOperations",
    "kms:GranteePrincipal",
    "kms:RetiringPrincipal",
    "kms:GrantConstraintType",
    "kms:EncryptionContext:",
    "kms:RequestAlias",
    "kms:DataKeyPairSpec",
    "iam:PolicyARN",
    "iam:PassedToService",
)
"""Keys that only the request itself says, so that whoever simulates it has to say them, too."""
_SSE = "s3:x-amz-server-side-encryption"
_KEY_ID = f"{_SSE}-aws-kms-key-id"  # the bucket's default where the request has no header
_OF_THE_MOMENT = ("aws:CurrentTime", "aws:EpochTime", "aws:TokenIssueTime", "aws:UserAgent")


def events(world: World, service: Service, name: str, call: Call, **request: Any) -> list[Decision]:
    """The decisions that a real call left in the audit trail, whatever became of it."""
    if isinstance(request.get("Body"), bytes):
        request["Body"] = BytesBody(request["Body"])
    try:
        answer = service.operations[name](call, request)
        if "Body" in answer:
            b"".join(answer["Body"])
    except ServiceError:
        pass
    return recorded(world, call)


def recorded(world: World, call: Call) -> list[Decision]:
    records = world.instance.trail.of_request(call.request_id)
    return [Decision.from_dict(each) for record in records for each in record["sealcanvas"]["decisions"]]


def check(world: World, decisions: list[Decision]) -> list[str]:
    """Hold every decision against a simulation of the same request; the outcomes, to be looked at."""
    assert decisions
    for enforced in decisions:
        request = enforced.request
        told = {
            name: [value] if isinstance(value, str) else list(value)
            for name, value in request.context.items()
            if name.startswith(_TOLD) and (name != _KEY_ID or _SSE in request.context)
        }
        via = request.context.get("aws:CalledVia", ())
        members: dict[str, Any] = {"Context": told} if told else {}
        if via:
            members["ViaServices"] = [via] if isinstance(via, str) else list(via)
        if enforced.encryption_context:
            members["EncryptionContext"] = dict(enforced.encryption_context)
        if request.principal.kind == "service":
            members["Principal"] = request.principal.service
        asker = Principal.root(request.resource_account)
        asked = {"Principal": request.principal.arn, "Action": request.action, "Resource": request.resource} | members
        simulated = world.doctor("SimulateAccess", asker, **asked)["Decision"]

        assert (simulated["Allowed"], simulated["Outcome"]) == (enforced.allowed, enforced.outcome), request
        assert simulated["Message"] == ("" if enforced.allowed else enforced.message())
        carried = {
            name: [value] if isinstance(value, str) else list(value)
            for name, value in request.context.items()
            if name not in _OF_THE_MOMENT
        }
        found = {name: value for name, value in simulated["Context"].items() if name not in _OF_THE_MOMENT}
        if request.principal.account not in ("", request.resource_account):
            carried.pop("aws:userid")  # another account's principals have none that we know
        assert found == carried, request.action
        if request.principal.account in ("", request.resource_account):
            told_layers = {each["Layer"]: each for each in simulated["Layers"]}
            for layer in enforced.layers:  # of an allowed call, the trail keeps those that allowed it
                simulated_layer, ref = told_layers[layer.layer], layer.statement or layer.nearest
                where = (ref.document, ref.line) if ref else (None, None)
                assert simulated_layer["Outcome"] == layer.outcome
                assert (simulated_layer.get("Document"), simulated_layer.get("Line")) == where
    return [decision.outcome for decision in decisions]


def test_kms_itself(world: World) -> None:
    tagged = {"Condition": {"StringEquals": {"kms:EncryptionContext:team": "red"}}}
    user, role = world.user("aiko", world.allowed("kms:*")), world.role("Jane", world.allowed("kms:Decrypt"))
    stranger = world.user("eve", world.allowed("kms:*"), account=OTHER_ACCOUNT)
    admin = world.call(world.user("admin", world.allowed("*")))
    key = world.key(
        admin,
        DELEGATION,
        key_statement({"AWS": role.role_arn}, "kms:Encrypt", **tagged),
        key_statement({"AWS": stranger.arn}, "kms:Encrypt"),
    )
    kms.operations["CreateAlias"](admin, {"AliasName": "alias/データ", "TargetKeyId": key})
    outcomes: list[str] = []
    for principal in (user, role, stranger):
        for context in ({}, {"team": "red"}, {"team": "blue", "x": "y"}):
            call = world.call(principal)
            outcomes += check(
                world, events(world, kms, "Encrypt", call, KeyId=key, Plaintext=b"x", EncryptionContext=context)
            )
        outcomes += check(world, events(world, kms, "DescribeKey", world.call(principal), KeyId=key))
        outcomes += check(
            world, events(world, kms, "GenerateDataKey", world.call(principal), KeyId=key, KeySpec="AES_256")
        )
        outcomes += check(world, events(world, kms, "EnableKeyRotation", world.call(principal), KeyId=key))
        outcomes += check(world, events(world, kms, "RotateKeyOnDemand", world.call(principal), KeyId=key))
        outcomes += check(
            world,
            events(world, kms, "PutKeyPolicy", world.call(principal), KeyId=key, Policy=policy(DELEGATION))[:1],
        )
    outcomes += check(world, events(world, kms, "Encrypt", world.call(user), KeyId="alias/データ", Plaintext=b"x"))
    outcomes += check(world, events(world, kms, "ListKeys", world.call(role)))
    assert set(outcomes) == {"allowed", "implicit-deny"}


OF_KINDS: list[tuple[str, str, str, dict[str, Any]]] = [
    ("ECC_NIST_P256", "SIGN_VERIFY", "Sign", {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}),
    ("ECC_NIST_P256", "SIGN_VERIFY", "GetPublicKey", {}),
    ("HMAC_256", "GENERATE_VERIFY_MAC", "GenerateMac", {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}),
    ("ML_KEM_768", "ENCAPSULATE_DECAPSULATE", "Encapsulate", {"EncapsulationAlgorithm": "ML_KEM"}),
    ("RSA_2048", "ENCRYPT_DECRYPT", "Encrypt", {"Plaintext": b"x", "EncryptionAlgorithm": "RSAES_OAEP_SHA_1"}),
    ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "GenerateDataKeyPair", {"KeyPairSpec": "ECC_NIST_P256"}),
]


@pytest.mark.parametrize(("spec", "usage", "name", "request_"), OF_KINDS)
def test_kms_keys_of_every_kind(world: World, spec: str, usage: str, name: str, request_: dict[str, Any]) -> None:
    only = {"StringLike": {"kms:KeyUsage": usage}, "StringEqualsIfExists": {"kms:SigningAlgorithm": "ECDSA_SHA_256"}}
    user = world.user("aiko", {**world.allowed("kms:*"), "Condition": only})
    nobody = world.user("eve", world.allowed("kms:DescribeKey"))
    key = world.key(world.call(world.user("admin", world.allowed("*"))), KeySpec=spec, KeyUsage=usage)
    outcomes = [
        outcome
        for principal in (user, nobody)
        for outcome in check(world, events(world, kms, name, world.call(principal), KeyId=key, **request_))
    ]
    assert outcomes == ["allowed", "implicit-deny"]


def test_kms_by_grants(world: World) -> None:
    admin = world.call(world.user("admin", world.allowed("*")))
    role, user = world.role("Jane"), world.user("aiko")
    key = world.key(admin, key_statement({"AWS": admin.principal.arn}, "kms:*"))
    request = {"KeyId": key, "GranteePrincipal": role.role_arn, "Operations": ["Decrypt", "Encrypt", "CreateGrant"]}
    constrained = {"Constraints": {"EncryptionContextSubset": {"team": "red"}}}
    assert check(world, events(world, kms, "CreateGrant", admin, **request, **constrained))[-1] == "allowed"
    outcomes = []
    for principal in (role, user):
        for context in ({}, {"team": "red", "x": "y"}):
            call = world.call(principal)
            outcomes += check(
                world, events(world, kms, "Encrypt", call, KeyId=key, Plaintext=b"x", EncryptionContext=context)
            )
        outcomes += check(world, events(world, kms, "ListGrants", world.call(principal), KeyId=key))
    assert outcomes == ["implicit-deny", "allowed", "implicit-deny", "implicit-deny", "implicit-deny", "implicit-deny"]


@pytest.mark.parametrize("bucket_key", [False, True])
def test_s3_with_its_headers_and_kms_through_it(world: World, bucket_key: bool) -> None:
    admin = world.call(world.user("admin", world.allowed("*")))
    via_s3 = {"Condition": {"StringLike": {"kms:ViaService": "s3.*.amazonaws.com"}}}
    role = world.role("Jane", world.allowed("s3:*"))
    key = world.key(admin, DELEGATION, key_statement({"AWS": role.role_arn}, "kms:*", **via_s3))
    other = world.key(admin, DELEGATION)
    demand = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::sealed/*",
        "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key}},
    }
    world.bucket("sealed", demand)
    world.bucket("plain")
    world.bucket("theirs", account=OTHER_ACCOUNT)
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": bucket_key}]
    configuration = {"Bucket": "plain", "ServerSideEncryptionConfiguration": {"Rules": rules}}
    s3.operations["PutBucketEncryption"](world.call(admin.principal), configuration)
    outcomes: list[str] = []
    for headers in (
        {},
        {"ServerSideEncryption": "AES256"},
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key},
        {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": other},
    ):
        for bucket in ("sealed", "plain", "theirs"):
            call = world.call(role)
            outcomes += check(
                world, events(world, s3, "PutObject", call, Bucket=bucket, Key="a/b", Body=b"x", **headers)
            )
    for bucket in ("sealed", "plain", "theirs"):
        for principal in (role, world.call(Principal.root(OTHER_ACCOUNT)).principal):
            call = world.call(principal)
            outcomes += check(world, events(world, s3, "GetObject", call, Bucket=bucket, Key="a/b"))
            outcomes += check(
                world, events(world, s3, "ListObjectsV2", world.call(principal), Bucket=bucket, Prefix="a/")
            )
    assert set(outcomes) == {"allowed", "implicit-deny", "explicit-deny"}


def test_versions_and_tags_of_objects(world: World) -> None:
    admin = world.call(world.user("admin", world.allowed("*")))
    blue = {"Condition": {"StringEquals": {"s3:ExistingObjectTag/team": "blue"}}}
    tagging = {"Condition": {"StringEquals": {"s3:RequestObjectTag/team": "blue"}}}
    role = world.role("Jane", {"Action": "s3:*", "Resource": "*", **blue})
    other = world.role("Joe", {"Action": "s3:Put*", "Resource": "*", **tagging})
    world.bucket("plain")
    versioning = {"Bucket": "plain", "VersioningConfiguration": {"Status": "Enabled"}}
    s3.operations["PutBucketVersioning"](admin, versioning)
    put = {"Bucket": "plain", "Key": "a"}
    versions = [
        s3.operations["PutObject"](admin, {**put, "Body": BytesBody(b""), "Tagging": f"team={team}"})["VersionId"]
        for team in ("blue", "red")
    ]
    outcomes: list[str] = []
    for named in ({}, *({"VersionId": version} for version in versions)):
        for name in ("GetObject", "GetObjectTagging", "DeleteObject"):
            outcomes += check(world, events(world, s3, name, world.call(role), **put, **named))
    for team in ("blue", "red"):  # tags that are there already: afterwards everything is as it was
        call, named = world.call(other), {"VersionId": versions[team == "red"]}
        tags = {"TagSet": [{"Key": "team", "Value": team}]}
        outcomes += check(world, events(world, s3, "PutObjectTagging", call, **put, **named, Tagging=tags))
    assert set(outcomes) == {"allowed", "implicit-deny"}


def test_roles_assumed_by_callers_and_by_services(world: World) -> None:
    external = {"Condition": {"StringEquals": {"sts:ExternalId": "42"}}}
    source = {"Condition": {"StringEquals": {"aws:SourceAccount": ACCOUNT}}}
    user, stranger = world.user("aiko"), world.user("eve", world.allowed("sts:*"), account=OTHER_ACCOUNT)
    trust = policy(
        {"Principal": {"AWS": user.arn}, "Action": ["sts:AssumeRole", "sts:TagSession"], **external},
        {"Principal": {"AWS": OTHER_ACCOUNT}, "Action": "sts:AssumeRole"},
        {"Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole", **source},
    )
    root = world.call(Principal.root(ACCOUNT))
    tags = [{"Key": "team", "Value": "red"}]
    members = {"RoleName": "Jane", "AssumeRolePolicyDocument": trust, "Path": "/service-role/", "Tags": tags}
    arn = iam.operations["CreateRole"](root, members)["Role"]["Arn"]
    outcomes: list[str] = []
    for principal in (user, stranger):
        for more in ({}, {"ExternalId": "42"}, {"ExternalId": "42", "Tags": tags}):
            call = world.call(principal)
            outcomes += check(world, events(world, sts, "AssumeRole", call, RoleArn=arn, RoleSessionName="s1", **more))
    for service in ("sagemaker.amazonaws.com", "forecast.amazonaws.com"):
        outer = world.call(user)
        domain = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-1"
        try:
            acting = role_call(
                world.instance, arn, service=service, source_arn=domain, session_name="studio", within=outer
            )
        except Exception:  # noqa: S110 - refused: the decision is what counts
            pass
        else:
            assert acting.principal.role_arn == arn
    decisions = [
        Decision.from_dict(each)
        for record in world.instance.trail.newest(50)
        if record["eventName"] == "AssumeRole"
        for each in record["sealcanvas"]["decisions"]
    ]
    assert {decision.request.principal.kind for decision in decisions} == {"user", "service"}
    check(world, decisions)
    assert set(outcomes) == {"allowed", "implicit-deny"}


def test_iam(world: World) -> None:
    own = {"Condition": {"StringEquals": {"iam:ResourceTag/team": "red"}}}
    user = world.user("aiko", {"Action": "iam:*", "Resource": "*", **own}, world.allowed("iam:PassRole"))
    root = world.call(Principal.root(ACCOUNT))
    trust = policy({"Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"})
    for name, tags in (("Red", [{"Key": "team", "Value": "red"}]), ("Blue", [])):
        members = {"RoleName": name, "AssumeRolePolicyDocument": trust, **({"Tags": tags} if tags else {})}
        iam.operations["CreateRole"](world.call(root.principal), members)
    outcomes: list[str] = []
    for name in ("Red", "Blue"):
        outcomes += check(world, events(world, iam, "GetRole", world.call(user), RoleName=name))
        attach = {"RoleName": name, "PolicyArn": "arn:aws:iam::aws:policy/AmazonS3FullAccess"}
        outcomes += check(world, events(world, iam, "AttachRolePolicy", world.call(user), **attach))
        call = world.call(user)
        check_pass_role(call, f"arn:aws:iam::{ACCOUNT}:role/{name}", "sagemaker.amazonaws.com", AccessDenied)
        outcomes += check(world, list(call.journal.decisions))
    outcomes += check(world, events(world, iam, "ListRoles", world.call(user)))
    assert set(outcomes) == {"allowed", "implicit-deny"}


def test_nothing_is_written_by_a_simulation(world: World) -> None:
    user = world.user("aiko", world.allowed("s3:*"))
    world.bucket("plain")
    s3.operations["PutBucketEncryption"](
        world.call(Principal.root(ACCOUNT)),
        {
            "Bucket": "plain",
            "ServerSideEncryptionConfiguration": {
                "Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms"}}]
            },
        },
    )
    before = len(world.instance.trail.newest(1_000))
    decision = world.simulate(user, "s3:PutObject", "arn:aws:s3:::plain/k")
    assert decision["Allowed"]
    assert json.dumps(decision["Context"]).count("alias/aws/s3") == 1
    assert kms.operations["ListKeys"](world.call(Principal.root(ACCOUNT)), {})["Keys"] == []
    assert len(world.instance.trail.newest(1_000)) == before + 2  # the question itself, and ListKeys
