"""Public access: AWS's meaning of "public", what the four switches do, ownership and ACLs."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.s3 import errors
from sealcanvas.s3.settings.public_policy import is_public
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.s3.conftest import BUCKET, Client, allow

ARN = f"arn:aws:s3:::{BUCKET}"
STRANGER = "999988887777"
ALL_ON = dict.fromkeys(("BlockPublicAcls", "IgnorePublicAcls", "BlockPublicPolicy", "RestrictPublicBuckets"), True)
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Jane"


def document(*statements: dict[str, Any]) -> str:
    base = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
    return json.dumps({"Version": "2012-10-17", "Statement": [{**base, **each} for each in statements or ({},)]})


def when(operator: str, key: str, *values: str) -> dict[str, Any]:
    return {"Condition": {operator: {key: list(values)}}}


@pytest.mark.parametrize(
    "statement",
    [
        {"Principal": {"AWS": ROLE}},
        {"Principal": {"AWS": STRANGER}},
        {"Principal": {"Service": "cloudtrail.amazonaws.com"}},
        {"Effect": "Deny"},
        when("StringEquals", "aws:PrincipalOrgID", "o-abcdefghij"),
        when("StringEquals", "aws:SourceVpc", "vpc-91237329"),
        when("StringEquals", "AWS:SourceVpce", "vpce-1", "vpce-2"),
        when("StringEquals", "aws:SourceAccount", ACCOUNT),
        when("ArnLike", "aws:SourceArn", "arn:aws:sns:us-east-1:111122223333:topic"),
        when("StringLike", "aws:userid", "AROAEXAMPLE:session"),
        when("StringEquals", "s3:x-amz-server-side-encryption-aws-kms-key-id", "arn:aws:kms:us-east-1:1:key/2"),
        when("ArnLike", "s3:DataAccessPointArn", f"arn:aws:s3:us-east-1:{ACCOUNT}:accesspoint/*"),
        when("StringEquals", "s3:DataAccessPointAccount", ACCOUNT),
        when("IpAddress", "aws:SourceIp", "54.240.143.0/24", "2001:db8::/32"),
        when("IpAddress", "aws:SourceIp", "172.16.0.0/12"),
    ],
)
def test_policies_that_are_not_public(statement: dict[str, Any]) -> None:
    assert not is_public(PolicyDocument.parse(document(statement), "bucket"))


@pytest.mark.parametrize(
    "statement",
    [
        {},
        {"Principal": {"AWS": "*"}},
        {"Principal": {"AWS": ["*", ROLE]}},
        {"Action": "s3:PutBucketTagging", "Resource": ARN},
        when("StringLike", "aws:SourceVpc", "vpc-*"),
        when("StringLike", "aws:userid", "AROAEXAMPLE:*"),
        when("StringEquals", "aws:PrincipalOrgID", "${aws:PrincipalOrgID}"),
        when("StringEqualsIfExists", "aws:SourceVpc", "vpc-91237329"),
        when("StringNotEquals", "aws:SourceVpc", "vpc-91237329"),
        when("ForAllValues:StringEquals", "aws:SourceVpc", "vpc-91237329"),
        when("Null", "aws:SourceVpc", "false"),
        when("Bool", "aws:SecureTransport", "true"),
        when("StringEquals", "s3:x-amz-acl", "private"),
        when("IpAddress", "aws:SourceIp", "0.0.0.0/1"),
        when("IpAddress", "aws:SourceIp", "54.240.143.0/24", "::/0"),
        when("NotIpAddress", "aws:SourceIp", "54.240.143.0/24"),
        when("ArnLike", "s3:DataAccessPointArn", "arn:aws:s3:us-east-1:*:accesspoint/mine"),
        when("StringEquals", "aws:userid", "anonymous"),
        when("StringEqualsIgnoreCase", "aws:PrincipalAccount", ACCOUNT, "Anonymous"),
        when("IpAddress", "aws:SourceIp", "::ffff:0:0/96"),
    ],
)
def test_policies_that_are_public(statement: dict[str, Any]) -> None:
    assert is_public(PolicyDocument.parse(document(statement), "bucket"))
    # One statement that lets everybody in is enough.
    assert is_public(PolicyDocument.parse(document({"Principal": {"AWS": ROLE}}, statement), "bucket"))


def test_not_principal_is_public() -> None:
    statement = {"Effect": "Allow", "NotPrincipal": {"AWS": ROLE}, "Action": "s3:GetObject", "Resource": f"{ARN}/*"}
    text = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    assert is_public(PolicyDocument.parse(text, "bucket"))


def test_a_new_bucket_has_all_four_on_and_takes_no_public_policy(root: Client) -> None:
    assert root.get_public_access_block()["PublicAccessBlockConfiguration"] == ALL_ON
    with pytest.raises(errors.NoSuchBucketPolicy):
        root.get_bucket_policy_status()
    with pytest.raises(errors.Refused, match="prevented by the BlockPublicPolicy setting") as caught:
        root.put_bucket_policy(Policy=document())
    assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)
    with pytest.raises(errors.NoSuchBucketPolicy):
        root.get_bucket_policy()
    root.put_bucket_policy(Policy=document({"Principal": {"AWS": STRANGER}}))
    assert root.get_bucket_policy_status()["PolicyStatus"] == {"IsPublic": False}


def test_the_block_can_be_set_and_deleted(root: Client) -> None:
    some = {"BlockPublicAcls": True, "RestrictPublicBuckets": True}
    root.put_public_access_block(PublicAccessBlockConfiguration=some)
    shown = root.get_public_access_block()["PublicAccessBlockConfiguration"]
    assert shown == {**dict.fromkeys(ALL_ON, False), **some}
    root.put_bucket_policy(Policy=document())
    assert root.get_bucket_policy_status()["PolicyStatus"] == {"IsPublic": True}
    root.delete_public_access_block()
    with pytest.raises(errors.NoSuchPublicAccessBlockConfiguration):
        root.get_public_access_block()
    root.delete_public_access_block()  # harmless where there is none


def test_a_public_bucket_that_is_restricted_is_for_its_account_alone(
    root: Client, instance: Instance, as_role: Callable[..., Client]
) -> None:
    nobody, jane = Client(instance, ANONYMOUS), as_role(name="Jane")
    stranger = Client(instance, Principal.root(STRANGER))
    root.put("a", b"data")
    root.delete_public_access_block()
    root.put_bucket_policy(Policy=document({}, {"Principal": {"AWS": STRANGER}, "Action": "s3:PutObject"}))
    assert nobody.get("a") == jane.get("a") == stranger.get("a") == b"data"
    stranger.put("b")
    root.put_public_access_block(PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    for client in (nobody, stranger):
        with pytest.raises(errors.AccessDenied):
            client.get("a")
    with pytest.raises(errors.AccessDenied):
        stranger.put("c")
    assert jane.get("a") == b"data"
    # A policy that names accounts alone is not public, and nothing of it is cut off.
    root.put_bucket_policy(Policy=document({"Principal": {"AWS": STRANGER}}))
    assert stranger.get("a") == b"data"


@pytest.mark.parametrize("key", ["aws:userid", "aws:PrincipalAccount"])
def test_who_is_named_as_nobody_in_particular_is_kept_out(root: Client, instance: Instance, key: str) -> None:
    root.put("a", b"data")
    policy = document(when("StringEquals", key, "anonymous"))
    with pytest.raises(errors.Refused, match="BlockPublicPolicy"):
        root.put_bucket_policy(Policy=policy)
    root.delete_public_access_block()
    root.put_bucket_policy(Policy=policy)
    stranger = Client(instance, ANONYMOUS)
    assert stranger.get("a") == b"data"
    root.put_public_access_block(PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    with pytest.raises(errors.AccessDenied):
        stranger.get("a")


def test_a_denial_for_strangers_outlasts_the_restriction(root: Client, instance: Instance) -> None:
    stranger = Client(instance, Principal.root(STRANGER))
    root.put("a")
    root.put_public_access_block(PublicAccessBlockConfiguration={"RestrictPublicBuckets": True})
    root.put_bucket_policy(Policy=document({}, {"Effect": "Deny", "Action": "s3:*"}))
    with pytest.raises(errors.AccessDenied) as caught:
        stranger.get("a")
    assert caught.value.decision.outcome == "explicit-deny"


def test_who_may_change_the_block(root: Client, as_role: Callable[..., Client]) -> None:
    reader = as_role(allow("s3:GetBucketPublicAccessBlock"))
    reader.get_public_access_block()
    with pytest.raises(errors.AccessDenied, match="s3:PutBucketPublicAccessBlock"):
        reader.delete_public_access_block()
    with pytest.raises(errors.AccessDenied, match="s3:PutBucketPublicAccessBlock"):
        reader.put_public_access_block(PublicAccessBlockConfiguration={})


def test_ownership_is_the_buckets_accounts(root: Client) -> None:
    shown = {"OwnershipControls": {"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}}
    assert root.get_bucket_ownership_controls() == shown
    for other in ("ObjectWriter", "BucketOwnerPreferred"):
        with pytest.raises(errors.NotImplementedByS3):
            root.put_bucket_ownership_controls(OwnershipControls={"Rules": [{"ObjectOwnership": other}]})
    root.delete_bucket_ownership_controls()
    with pytest.raises(errors.OwnershipControlsNotFoundError):
        root.get_bucket_ownership_controls()
    root.put_bucket_ownership_controls(**shown)
    assert root.get_bucket_ownership_controls() == shown


def test_acls_show_the_owner_and_cannot_be_changed(root: Client, as_role: Callable[..., Client]) -> None:
    root.put("a")
    bucket, thing = root.get_bucket_acl(), root.get_object_acl(Key="a")
    assert bucket == thing
    assert [grant["Permission"] for grant in bucket["Grants"]] == ["FULL_CONTROL"]
    assert bucket["Grants"][0]["Grantee"]["ID"] == bucket["Owner"]["ID"]
    with pytest.raises(errors.AccessControlListNotSupported):
        root.put_bucket_acl(ACL="private")
    with pytest.raises(errors.AccessControlListNotSupported):
        root.put_object_acl(Key="a", ACL="public-read")
    with pytest.raises(errors.NoSuchKey):
        root.get_object_acl(Key="missing")
    with pytest.raises(errors.AccessDenied, match="s3:GetObjectAcl"):
        as_role(allow("s3:GetObject")).get_object_acl(Key="a")


def test_settings_go_with_their_bucket(root: Client) -> None:
    root.delete_public_access_block()
    root.delete_bucket()
    root.create_bucket()
    assert root.get_public_access_block()["PublicAccessBlockConfiguration"] == ALL_ON
