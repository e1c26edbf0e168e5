"""Buckets: names, owners, regions, policies, tags, defaults."""

import json
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.operations_roles import create_role, delete_role
from sealcanvas.iam.users import user_named
from sealcanvas.s3 import create_bucket, errors
from sealcanvas.s3.default_bucket import ensure_default_bucket
from sealcanvas.s3.uri import parse_uri
from sealcanvas.s3.whole import get_bytes, put_bytes
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as
from tests.unit.s3.conftest import BUCKET, Client, allow

ARN = f"arn:aws:s3:::{BUCKET}"
STRANGER = "999988887777"
MISSING_COMMA = """{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Principal": "*", "Resource": "*",
  "Action": ["s3:GetObject" "s3:PutObject"]}]}"""


@pytest.mark.parametrize(
    "name",
    [
        "ab",
        "a" * 64,
        "Upper",
        "under_score",
        "-a-",
        "a..b",
        "192.168.1.1",
        "xn--abc",
        "abc-s3alias",
        "data-111122223333-us-east-1-an",
        "healthz",
        "console",
        "a/b",
        "日本語",
        "abc-",
    ],
)
def test_names_that_aws_refuses(root: Client, name: str) -> None:
    with pytest.raises(errors.InvalidBucketName):
        root.create_bucket(Bucket=name)
    assert [bucket["Name"] for bucket in root.list_buckets()["Buckets"]] == [BUCKET]


def test_a_bucket_is_one_accounts(root: Client, instance: Instance) -> None:
    stranger = Client(instance, Principal.root(STRANGER))
    with pytest.raises(errors.BucketAlreadyExists):
        stranger.create_bucket()
    root.create_bucket()  # us-east-1 answers a repetition with success
    assert stranger.list_buckets()["Buckets"] == []
    with pytest.raises(errors.AccessDenied):
        stranger.head_bucket()
    with pytest.raises(errors.NoSuchBucket):
        root.head_bucket(Bucket="missing-bucket")
    assert root.head_bucket()["BucketRegion"] == "us-east-1"
    assert root.get_bucket_location()["LocationConstraint"] is None


def test_location_constraints(root: Client) -> None:
    with pytest.raises(errors.InvalidLocationConstraint):
        root.create_bucket(Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "us-east-1"})
    elsewhere = replace(root.call, region="eu-central-1")
    for constraint in ({}, {"CreateBucketConfiguration": {"LocationConstraint": "EU"}}):
        with pytest.raises(errors.IllegalLocationConstraintException):
            create_bucket(elsewhere, {"Bucket": "elsewhere", **constraint})
    # From the first region a bucket is made in any, as through AWS's global endpoint.
    root.create_bucket(Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "EU"})
    assert root.head_bucket(Bucket="elsewhere")["BucketRegion"] == "eu-west-1"
    assert root.get_bucket_location(Bucket="elsewhere")["LocationConstraint"] == "eu-west-1"
    with pytest.raises(errors.BucketAlreadyOwnedByYou):
        root.create_bucket(Bucket="elsewhere")
    with pytest.raises(errors.BucketAlreadyOwnedByYou):
        root.create_bucket(Bucket="elsewhere", CreateBucketConfiguration={"LocationConstraint": "EU"})
    assert [each["Name"] for each in root.list_buckets(BucketRegion="eu-west-1")["Buckets"]] == ["elsewhere"]


def test_acls_and_what_policies_see_of_a_new_bucket(root: Client, as_role: Callable[..., Client]) -> None:
    with pytest.raises(errors.InvalidBucketAclWithObjectOwnership):
        root.create_bucket(Bucket="public-one", ACL="public-read")
    tagged = allow("s3:CreateBucket", StringEquals={"aws:RequestTag/team": "red"})
    owned = allow("s3:CreateBucket", StringEquals={"s3:x-amz-object-ownership": "BucketOwnerEnforced"})
    tags = {"CreateBucketConfiguration": {"Tags": [{"Key": "team", "Value": "red"}]}}
    with pytest.raises(errors.AccessDenied):
        as_role(tagged, name="Tagged").create_bucket(Bucket="tagged")
    as_role(tagged, name="Tagged").create_bucket(Bucket="tagged", **tags)
    as_role(owned, name="Owned").create_bucket(Bucket="owned", ObjectOwnership="BucketOwnerEnforced")


def test_who_may_not_list_a_bucket_is_told_its_region(root: Client, as_role: Callable[..., Client]) -> None:
    with pytest.raises(errors.AccessDenied) as caught:
        as_role().head_bucket()
    assert caught.value.headers == {"x-amz-bucket-region": "us-east-1"}


def test_buckets_are_listed_in_pages(root: Client) -> None:
    for name in ("aaa", "bbb", "zzz"):
        root.create_bucket(Bucket=name)
    page = root.list_buckets(MaxBuckets=2)
    assert [bucket["Name"] for bucket in page["Buckets"]] == ["aaa", "bbb"]
    page = root.list_buckets(ContinuationToken=page["ContinuationToken"])
    assert [bucket["Name"] for bucket in page["Buckets"]] == [BUCKET, "zzz"]
    assert [bucket["Name"] for bucket in root.list_buckets(Prefix="a")["Buckets"]] == ["aaa"]
    with pytest.raises(errors.InvalidArgument):
        root.list_buckets(ContinuationToken="???")


def test_only_an_empty_bucket_goes(root: Client) -> None:
    root.put("a")
    with pytest.raises(errors.BucketNotEmpty):
        root.delete_bucket()
    root.delete_object(Key="a")
    root.delete_bucket()
    with pytest.raises(errors.NoSuchBucket):
        root.put("a")


def test_tags(root: Client) -> None:
    with pytest.raises(errors.NoSuchTagSet):
        root.get_bucket_tagging()
    root.put_bucket_tagging(Tagging={"TagSet": [{"Key": "部門", "Value": "経理"}]})
    assert root.get_bucket_tagging()["TagSet"] == [{"Key": "部門", "Value": "経理"}]
    for tags in (
        [{"Key": "a", "Value": ""}] * 2,
        [{"Key": f"k{i}", "Value": ""} for i in range(51)],
        [{"Key": "aws:x", "Value": ""}],
        [{"Key": "a", "Value": "<>"}],
    ):
        with pytest.raises(errors.InvalidTag):
            root.put_bucket_tagging(Tagging={"TagSet": tags})
    root.delete_bucket_tagging()
    with pytest.raises(errors.NoSuchTagSet):
        root.get_bucket_tagging()


@pytest.mark.parametrize(
    ("rules", "error"),
    [
        ([], errors.MalformedXML),
        ([{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"}}] * 2, errors.MalformedXML),
        ([{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "none"}}], errors.MalformedXML),
        (
            [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256", "KMSMasterKeyID": "x"}}],
            errors.InvalidArgument,
        ),
    ],
)
def test_default_encryption_that_is_refused(root: Client, rules: list[Any], error: type[Exception]) -> None:
    with pytest.raises(error):
        root.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": rules})
    rule = root.get_bucket_encryption()["ServerSideEncryptionConfiguration"]["Rules"][0]
    assert rule == {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "AES256"},
        "BucketKeyEnabled": False,
        "BlockedEncryptionTypes": {"EncryptionType": ["SSE-C"]},
    }


def policy(**changes: Any) -> str:
    statement = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**statement, **changes}]})


def test_a_policy_comes_back_as_it_was_put(root: Client) -> None:
    with pytest.raises(errors.NoSuchBucketPolicy):
        root.get_bucket_policy()
    root.put_bucket_policy(Policy=policy())
    assert root.get_bucket_policy()["Policy"] == policy()
    root.delete_bucket_policy()
    with pytest.raises(errors.NoSuchBucketPolicy):
        root.get_bucket_policy()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        MISSING_COMMA,
        policy(Resource="arn:aws:s3:::other-bucket/*"),
        policy(Principal={"AWS": f"arn:aws:iam::{ACCOUNT}:role/nobody"}),
        policy(Sid="x" * 21_000),
    ],
)
def test_a_malformed_policy_is_refused_and_nothing_written(root: Client, text: str) -> None:
    with pytest.raises(errors.MalformedPolicy) as caught:
        root.put_bucket_policy(Policy=text)
    if text == MISSING_COMMA:
        assert caught.value.members["Line"] == "2"
    with pytest.raises(errors.NoSuchBucketPolicy):
        root.get_bucket_policy()


def test_the_root_user_mends_a_policy_that_locks_everybody_out(root: Client, as_role: Callable[..., Client]) -> None:
    root.put_bucket_policy(Policy=policy(Effect="Deny", Principal="*", Action="s3:*", Resource=[ARN, f"{ARN}/*"]))
    with pytest.raises(errors.AccessDenied):
        as_role(allow("s3:*")).delete_bucket_policy()
    with pytest.raises(errors.AccessDenied):
        root.put("a")
    root.delete_bucket_policy()
    root.put("a")


def test_a_role_made_again_is_a_stranger_to_the_policy(root: Client, instance: Instance) -> None:
    trust = json.dumps(
        {
            "Version": "2012-10-17",
            "Statement": [{"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}],
        }
    )

    def make() -> Client:
        made = create_role(root.call, {"RoleName": "Jane", "AssumeRolePolicyDocument": trust})["Role"]
        return Client(instance, Principal.role_session(made["Arn"], made["RoleId"], "session"))

    first = make()
    role_arn = first.principal.role_arn
    root.put("a", b"for Jane")
    root.put_bucket_policy(Policy=policy(Principal={"AWS": role_arn}))
    assert first.get("a") == b"for Jane"
    delete_role(root.call, {"RoleName": "Jane"})
    second = make()
    with pytest.raises(errors.AccessDenied):
        second.get("a")
    shown = json.loads(root.get_bucket_policy()["Policy"])["Statement"][0]["Principal"]["AWS"]
    assert shown == first.principal.role_id


def test_another_account_needs_both_sides(root: Client, instance: Instance) -> None:
    root.put("a", b"shared")
    stranger = Client(instance, Principal.root(STRANGER))
    with pytest.raises(errors.AccessDenied):
        stranger.get("a")
    root.put_bucket_policy(
        Policy=policy(
            Principal={"AWS": STRANGER}, Action=["s3:GetObject", "s3:GetBucketPolicy"], Resource=[ARN, f"{ARN}/*"]
        )
    )
    assert stranger.get("a") == b"shared"
    with pytest.raises(errors.MethodNotAllowed):
        stranger.get_bucket_policy()


def test_the_default_bucket_makes_itself_once(root: Client, instance: Instance, as_role: Callable[..., Client]) -> None:
    nobody = as_role()
    name = ensure_default_bucket(nobody.call)
    assert name == f"sagemaker-us-east-1-{ACCOUNT}"
    assert ensure_default_bucket(nobody.call) == name
    made = [event for event in instance.trail.newest() if event["eventName"] == "CreateBucket"]
    assert [event["requestParameters"]["Bucket"] for event in made] == [name, BUCKET]
    assert made[0]["userIdentity"] == {"type": "AWSService", "invokedBy": "s3.amazonaws.com"}
    with pytest.raises(errors.AccessDenied):
        nobody.put_object(Bucket=name, Key="a", Body=b"")
    root.put_object(Bucket=name, Key="a", Body=b"")


def test_whole_objects_for_the_services_above(root: Client, key_arn: str) -> None:
    assert put_bytes(root.call, BUCKET, "a", b"12345", key_arn)["SSEKMSKeyId"] == key_arn
    assert get_bytes(root.call, BUCKET, "a", 5) == b"12345"
    with pytest.raises(ValueError, match="more than 4 bytes"):
        get_bytes(root.call, BUCKET, "a", 4)
    assert put_bytes(root.call, BUCKET, "b", b"", None)["ServerSideEncryption"] == "AES256"


@pytest.mark.parametrize(
    ("uri", "parsed"), [("s3://b/k/x y", ("b", "k/x y")), ("s3://b", ("b", "")), ("S3://b//k", ("b", "/k"))]
)
def test_uris(uri: str, parsed: tuple[str, str]) -> None:
    assert parse_uri(uri) == parsed


@pytest.mark.parametrize("uri", ["", "b/k", "http://b/k", "s3:///k", "s3:b"])
def test_what_is_no_uri(uri: str) -> None:
    with pytest.raises(ValueError, match="not an S3 URI"):
        parse_uri(uri)


def test_every_call_is_audited(root: Client, instance: Instance) -> None:
    root.put("a", b"confidential")
    event = instance.trail.newest(1)[0]
    assert (event["eventSource"], event["eventName"]) == ("s3.amazonaws.com", "PutObject")
    assert event["resources"] == [{"ARN": f"{ARN}/a"}]
    assert "confidential" not in json.dumps(event)
    instance.trail.verify()


def test_a_call_of_one_region_reaches_a_bucket_of_another(root: Client, instance: Instance) -> None:
    call = replace(call_as(instance, root.principal), region="eu-west-1")
    create_bucket(call, {"Bucket": "europe", "CreateBucketConfiguration": {"LocationConstraint": "eu-west-1"}})
    assert root.get_bucket_location(Bucket="europe")["LocationConstraint"] == "eu-west-1"
    answer = root.put_object(Bucket="europe", Key="a", Body=b"x", ServerSideEncryption="aws:kms")
    assert answer["SSEKMSKeyId"].startswith("arn:aws:kms:eu-west-1:")
    assert b"".join(root.get_object(Bucket="europe", Key="a")["Body"]) == b"x"


def test_a_user_who_is_renamed_stays_the_one_whom_the_bucket_policy_names(root: Client, instance: Instance) -> None:
    owner = call_as(instance, root.principal)
    iam.operations["CreateUser"](owner, {"UserName": "alice"})
    arn = f"arn:aws:iam::{ACCOUNT}:user/alice"
    statement = {"Effect": "Allow", "Principal": {"AWS": arn}, "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
    root.put("key")
    root.put_bucket_policy(Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    iam.operations["UpdateUser"](owner, {"UserName": "alice", "NewUserName": "bob"})
    user = user_named(instance, ACCOUNT, "bob")
    assert user is not None
    assert Client(instance, user.principal).head_object(Key="key")["ContentLength"] == 4
