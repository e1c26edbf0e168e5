"""Who may start a rekey, with which keys; and what the audit trail tells of it."""

from dataclasses import replace

import pytest

from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.own_errors import (
    AccessDeniedException,
    ResourceNotFoundException,
    ValidationException,
)
from tests.support.instance import ACCOUNT
from tests.unit.canvas.canvas_world import BUCKET, World, cars, policy
from tests.unit.canvas.rekey_world import described, disable, finished, refuse_the_service, refused, start


def test_a_key_that_cannot_be_used_is_refused_before_anything_changes(keys: World) -> None:
    with pytest.raises(ValidationException, match="StorageKmsKeyId, AppKmsKeyId or both"):
        start(keys, None, None)
    disable(keys, "5")
    with pytest.raises(ValidationException, match="its state is Disabled"):
        start(keys)
    kms.operations["EnableKey"](keys.admin, {"KeyId": keys.keys["5"]})
    keys.key_policy("5", role=False)
    with pytest.raises(AccessDeniedException, match=f"kms:GenerateDataKey on resource: {keys.keys['5']}"):
        start(keys)
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]
    assert kms.operations["ListGrants"](keys.admin, {"KeyId": keys.keys["4"]})["Grants"] == []
    with pytest.raises(ResourceNotFoundException):
        described(keys)


def test_a_bucket_policy_that_demands_the_old_key_is_told_before_anything_changes(keys: World) -> None:
    keys.imported(cars())
    statement = {
        "Sid": "OnlyTheOldKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{BUCKET}/*",
        "Condition": {"StringNotEquals": {"s3:x-amz-server-side-encryption-aws-kms-key-id": keys.keys["2"]}},
    }
    s3.operations["PutBucketPolicy"](keys.admin, {"Bucket": BUCKET, "Policy": policy(statement)})
    with pytest.raises(AccessDeniedException, match="s3:PutObject"):
        start(keys)
    assert (
        sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})["KmsKeyId"] == keys.keys["1"]
    )


def test_who_may_not_is_refused(keys: World) -> None:
    with pytest.raises(AccessDeniedException, match="sealcanvas:StartRekey"):
        keys.canvas("StartRekey", keys.role(), DomainId=keys.domain_id, AppKmsKeyId=keys.keys["4"])
    with pytest.raises(AccessDeniedException, match="sealcanvas:DescribeRekey"):
        keys.canvas("DescribeRekey", keys.role(), DomainId=keys.domain_id)


def test_who_asked_kms_stands_in_the_audit_trail(keys: World) -> None:
    dataset_id = keys.imported(cars())
    start(keys)
    assert finished(keys)["Status"] == "Completed"
    uri = keys.canvas("DescribeDataset", DatasetId=dataset_id)["S3Uri"]
    arn = f"arn:aws:s3:::{uri.removeprefix('s3://')}"
    seen = set()
    for record in keys.instance.trail.newest(400):
        if record["eventSource"] != "kms.amazonaws.com" or "errorCode" in record:
            continue
        who = record["userIdentity"].get("arn") or record["userIdentity"]["invokedBy"]
        via = record["sealcanvas"]["via"][-1].partition(".")[0] if record["sealcanvas"]["via"] else ""
        context = next(iter(record["requestParameters"].get("EncryptionContext", {}).values()), "")
        key = next((name for name, key in keys.keys.items() if key == record["resources"][0]["ARN"]), "")
        seen.add((record["eventName"], key, who.rpartition(":")[2].partition("/S")[0], via, context[:3]))
    role, service = "assumed-role/CanvasAnalyst", "sagemaker.amazonaws.com"
    assert seen >= {
        ("CreateGrant", "4", "user/admin", "sagemaker", ""),
        ("GenerateDataKeyWithoutPlaintext", "4", service, "", "fs-"),
        ("Decrypt", "1", service, "", "fs-"),
        ("Decrypt", "4", service, "", "fs-"),
        ("RetireGrant", "1", service, "", ""),
        ("Decrypt", "2", role, "s3", arn[:3]),
        ("GenerateDataKey", "5", role, "s3", arn[:3]),
        ("Decrypt", "5", role, "s3", arn[:3]),
    }


def test_another_accounts_domain_is_not_there(keys: World) -> None:
    stranger = replace(keys.admin, principal=replace(keys.admin.principal, account="444455556666"))
    with pytest.raises((AccessDeniedException, ResourceNotFoundException)):
        keys.canvas("DescribeRekey", stranger, DomainId=keys.domain_id)
    assert ACCOUNT in keys.keys["1"]


@pytest.mark.parametrize(
    ("action", "condition", "key"),
    [
        ("sealcanvas:StartRekey", "sagemaker:HomeEfsFileSystemKmsKey", "4"),
        ("sealcanvas:StartRekey", "sagemaker:VolumeKmsKeyArn", "4"),
        ("sealcanvas:StartRekey", "sagemaker:DomainSharingOutputKmsKey", "5"),
        ("sagemaker:UpdateDomain", "sagemaker:VolumeKmsKey", "4"),
        ("sagemaker:UpdateDomain", "sagemaker:DomainSharingOutputKmsKey", "5"),
        ("sagemaker:UpdateUserProfile", "sagemaker:DomainSharingOutputKmsKey", "5"),
    ],
)
def test_policies_on_the_domains_keys_decide_here_too(keys: World, action: str, condition: str, key: str) -> None:
    settings = {"SharingSettings": {"S3KmsKeyId": keys.keys["3"]}}
    bob = {"DomainId": keys.domain_id, "UserProfileName": "bob"}
    sagemaker.operations["CreateUserProfile"](keys.admin, {**bob, "UserSettings": settings})
    named = {"StringEquals": {condition: keys.keys[key]}}
    denied = policy({"Effect": "Deny", "Action": action, "Resource": "*", "Condition": named})
    request = {"UserName": "admin", "PolicyName": "no", "PolicyDocument": denied}
    iam.operations["PutUserPolicy"](keys.admin, request)
    with pytest.raises(AccessDeniedException, match=action):
        start(keys)
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]
    shown = sagemaker.operations["DescribeUserProfile"](keys.admin, bob)["UserSettings"]
    assert shown["SharingSettings"]["S3KmsKeyId"] == keys.keys["3"]
    with pytest.raises(ResourceNotFoundException):
        described(keys)


def test_what_kms_refused_stays_in_the_audit_trail_though_the_start_is_undone(keys: World) -> None:
    keys.imported(cars())
    refuse_the_service(keys, "4", "GenerateDataKeyWithoutPlaintext")
    with pytest.raises(AccessDeniedException, match="kms:GenerateDataKeyWithoutPlaintext"):
        start(keys, "4", None)
    assert refused(keys, "GenerateDataKeyWithoutPlaintext") == ["sagemaker.amazonaws.com"]
    domain = sagemaker.operations["DescribeDomain"](keys.admin, {"DomainId": keys.domain_id})
    assert domain["KmsKeyId"] == keys.keys["1"]
