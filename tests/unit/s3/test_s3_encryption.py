"""Which key seals what, who is asked, and what a refusal says."""

import base64
import gc
import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.crypto.sealed import read_header
from sealcanvas.kms import create_alias, create_key, disable_key, enable_key, list_keys, schedule_key_deletion
from sealcanvas.kms.cache import set_cache_policy
from sealcanvas.s3 import errors
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.record import read_object
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.unit.s3.conftest import BUCKET, Client, allow

ARN = f"arn:aws:s3:::{BUCKET}"
KMS: dict[str, Any] = {"ServerSideEncryption": "aws:kms"}


def default_encryption(client: Client, key_id: str | None, *, bucket_key: bool = False, **more: Any) -> None:
    rule: dict[str, Any] = {"SSEAlgorithm": "aws:kms"}
    if key_id:
        rule["KMSMasterKeyID"] = key_id
    rules = [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": bucket_key, **more}]
    client.put_bucket_encryption(ServerSideEncryptionConfiguration={"Rules": rules})


def header_of(client: Client, key: str) -> Any:
    bucket = find_bucket(client.call, BUCKET)
    with client.instance.database.read() as connection:
        record = read_object(connection, bucket, key)
    assert record is not None
    assert record.blob_id is not None
    with client.instance.objects.open(record.blob_id) as file:
        return read_header(file)


def kms_events(client: Client, name: str) -> list[dict[str, Any]]:
    return [event for event in client.instance.trail.newest(200) if event["eventName"] == name]


def test_sse_kms_by_id_arn_and_alias_answers_with_the_full_arn(root: Client, key_arn: str) -> None:
    create_alias(root.call, {"AliasName": "alias/data", "TargetKeyId": key_arn})
    for name in (key_arn, key_arn.rpartition("/")[2], "alias/data"):
        answer = root.put("a", b"secret", **KMS, SSEKMSKeyId=name)
        assert answer["ServerSideEncryption"] == "aws:kms"
        assert answer["SSEKMSKeyId"] == key_arn
        assert header_of(root, "a").key_arn == key_arn
        assert root.get("a") == b"secret"
    head = root.head_object(Key="a")
    assert head["SSEKMSKeyId"] == key_arn


def test_the_etag_under_kms_tells_nothing(root: Client, key_arn: str) -> None:
    etags = {root.put("a", b"same", **KMS, SSEKMSKeyId=key_arn)["ETag"] for _ in range(3)}
    assert len(etags) == 3


def test_without_a_key_the_managed_key_is_used(root: Client) -> None:
    arn = root.put("a", **KMS)["SSEKMSKeyId"]
    assert root.put("b", **KMS)["SSEKMSKeyId"] == arn
    assert root.get("a") == b"data"


def test_bucket_default_and_what_overrides_it(root: Client, key_arn: str) -> None:
    default_encryption(root, key_arn)
    assert root.put("a")["SSEKMSKeyId"] == key_arn
    assert root.put("b", ServerSideEncryption="AES256")["ServerSideEncryption"] == "AES256"
    assert root.put("c", **KMS)["SSEKMSKeyId"] != key_arn
    root.delete_bucket_encryption()
    assert root.put("d")["ServerSideEncryption"] == "AES256"
    assert root.head_object(Key="a")["SSEKMSKeyId"] == key_arn


def test_the_encryption_context_reaches_kms(root: Client, key_arn: str) -> None:
    context = base64.b64encode(json.dumps({"部門": "経理"}).encode()).decode()
    answer = root.put("a", b"secret", **KMS, SSEKMSKeyId=key_arn, SSEKMSEncryptionContext=context)
    assert json.loads(base64.b64decode(answer["SSEKMSEncryptionContext"])) == {"部門": "経理"}
    assert root.get("a") == b"secret"
    used = kms_events(root, "Decrypt")[0]["requestParameters"]["EncryptionContext"]
    assert used == {"aws:s3:arn": f"{ARN}/a", "部門": "経理"}


def test_s3_asks_kms_as_the_caller(root: Client, key_arn: str) -> None:
    root.put("a", **KMS, SSEKMSKeyId=key_arn)
    event = kms_events(root, "GenerateDataKey")[0]
    assert event["userIdentity"]["arn"] == f"arn:aws:iam::{ACCOUNT}:root"
    assert event["sealcanvas"]["via"] == ["s3.us-east-1.amazonaws.com"]


def test_a_disabled_key_refuses_reads_and_works_again(root: Client, key_arn: str) -> None:
    root.put("a", b"secret", **KMS, SSEKMSKeyId=key_arn)
    disable_key(root.call, {"KeyId": key_arn})
    for use in (
        lambda: root.get("a"),
        lambda: root.head_object(Key="a"),
        lambda: root.put("b", **KMS, SSEKMSKeyId=key_arn),
        lambda: root.copy_object(Key="b", CopySource=f"{BUCKET}/a"),
        lambda: root.create_multipart_upload(Key="b", **KMS, SSEKMSKeyId=key_arn),
    ):
        with pytest.raises(errors.KMSFailure) as caught:
            use()
        assert (caught.value.code, caught.value.status) == ("KMS.DisabledException", 400)
        assert caught.value.message == f"{key_arn} is disabled."
    enable_key(root.call, {"KeyId": key_arn})
    assert root.get("a") == b"secret"
    schedule_key_deletion(root.call, {"KeyId": key_arn})
    with pytest.raises(errors.KMSFailure) as caught:
        root.get("a")
    assert caught.value.code == "KMS.KMSInvalidStateException"


def test_a_key_that_is_not_there(root: Client, instance: Instance) -> None:
    with pytest.raises(errors.KMSFailure) as caught:
        root.put("a", **KMS, SSEKMSKeyId="fake-key-id")
    assert (caught.value.code, caught.value.message) == ("KMS.NotFoundException", "Invalid keyId 'fake-key-id'")
    assert list(instance.objects.ids()) == []


@pytest.mark.parametrize("bucket_key", [False, True])
def test_who_may_not_use_the_key_is_told_by_kms(
    root: Client, key_arn: str, as_role: Callable[..., Client], *, bucket_key: bool
) -> None:
    root.put("a", b"secret", **KMS, SSEKMSKeyId=key_arn, BucketKeyEnabled=bucket_key)
    jane = as_role(allow("s3:*"))
    for use, action in (
        (lambda: jane.get("a"), "kms:Decrypt"),
        (lambda: jane.head_object(Key="a"), "kms:Decrypt"),
        (lambda: jane.put("b", **KMS, SSEKMSKeyId=key_arn, BucketKeyEnabled=bucket_key), "kms:GenerateDataKey"),
    ):
        with pytest.raises(errors.AccessDenied) as caught:
            use()
        assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)
        assert caught.value.message == (
            f"User: {jane.principal.arn} is not authorized to perform: {action} on resource: {key_arn} "
            f"because no identity-based policy allows the {action} action"
        )
        assert caught.value.decision.request.action == action
    permitted = as_role(allow("s3:*"), allow("kms:Decrypt", "kms:GenerateDataKey", resource=key_arn), name="Joe")
    assert permitted.get("a") == b"secret"


def test_a_bucket_key_spares_kms_calls_and_never_the_question(
    root: Client, key_arn: str, clock: Clock, as_role: Callable[..., Client]
) -> None:
    default_encryption(root, key_arn, bucket_key=True)
    for name in "abc":
        assert root.put(name, name.encode())["BucketKeyEnabled"] is True
    assert len(kms_events(root, "GenerateDataKey")) == 1
    assert kms_events(root, "GenerateDataKey")[0]["requestParameters"]["EncryptionContext"] == {"aws:s3:arn": ARN}
    assert [root.get(name) for name in "abc"] == [b"a", b"b", b"c"]
    assert len(kms_events(root, "Decrypt")) == 1
    assert len({header_of(root, name).wrapped_key for name in "abc"}) == 3
    with pytest.raises(errors.AccessDenied):
        as_role(allow("s3:*")).get("a")
    disable_key(root.call, {"KeyId": key_arn})
    with pytest.raises(errors.KMSFailure):
        root.get("a")
    with pytest.raises(errors.KMSFailure):
        root.put("d")
    enable_key(root.call, {"KeyId": key_arn})
    clock.advance(seconds=6)
    root.put("e")
    assert len(kms_events(root, "GenerateDataKey")) >= 2


def test_caching_of_bucket_keys_can_be_turned_off(root: Client, key_arn: str) -> None:
    set_cache_policy(root.instance, 0, 0)
    default_encryption(root, key_arn, bucket_key=True)
    root.put("a")
    root.put("b")
    assert len(kms_events(root, "GenerateDataKey")) == 2


# M15: the two reasons for which an import fails.


def put_policy(client: Client, *statements: dict[str, Any]) -> None:
    policy = {"Version": "2012-10-17", "Statement": list(statements)}
    client.delete_public_access_block()
    client.put_bucket_policy(Policy=json.dumps(policy))


def deny_put(**condition: Any) -> dict[str, Any]:
    return {
        "Sid": "Demand",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"{ARN}/*",
        "Condition": condition,
    }


@pytest.mark.parametrize("operator", ["StringNotEquals", "ArnNotEqualsIfExists", "StringNotEqualsIfExists"])
def test_a_bucket_policy_that_demands_another_key(root: Client, key_arn: str, operator: str) -> None:
    other = create_key(root.call, {})["KeyMetadata"]["Arn"]
    put_policy(root, deny_put(**{operator: {"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn}}))
    with pytest.raises(errors.AccessDenied) as caught:
        root.put("a", **KMS, SSEKMSKeyId=other)
    decision = caught.value.decision
    assert decision.deciding is not None
    assert decision.deciding.sid == "Demand"
    assert "with an explicit deny in a resource-based policy" in caught.value.message
    root.put("a", **KMS, SSEKMSKeyId=key_arn)
    # The key that a condition sees is the one that will be used, wherever it comes from and however it was named.
    root.put("a", **KMS, SSEKMSKeyId=key_arn.rpartition("/")[2])
    default_encryption(root, key_arn)
    root.put("a")
    default_encryption(root, other)
    with pytest.raises(errors.AccessDenied):
        root.put("a")


def test_a_bucket_policy_that_demands_the_header_sees_the_header_alone(root: Client, key_arn: str) -> None:
    default_encryption(root, key_arn)
    put_policy(root, deny_put(StringNotEquals={"s3:x-amz-server-side-encryption": "aws:kms"}))
    with pytest.raises(errors.AccessDenied):
        root.put("a")
    with pytest.raises(errors.AccessDenied):
        root.put("a", ServerSideEncryption="AES256")
    root.put("a", **KMS)
    upload = root.create_multipart_upload(Key="b", **KMS)["UploadId"]
    etag = root.upload_part(Key="b", UploadId=upload, PartNumber=1, Body=b"x")["ETag"]
    part = {"PartNumber": 1, "ETag": etag}
    root.complete_multipart_upload(Key="b", UploadId=upload, MultipartUpload={"Parts": [part]})
    with pytest.raises(errors.AccessDenied):
        root.copy_object(Key="c", CopySource=f"{BUCKET}/a")


def test_anonymous_callers_come_through_the_bucket_policy_alone(root: Client, instance: Instance) -> None:
    root.put("a", b"public")
    stranger = Client(instance, ANONYMOUS)
    with pytest.raises(errors.AccessDenied):
        stranger.get("a")
    put_policy(root, {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": f"{ARN}/*"})
    assert stranger.get("a") == b"public"
    with pytest.raises(errors.AccessDenied):
        stranger.put("b")
    with pytest.raises(errors.AccessDenied):
        stranger.get("missing")


def test_only_the_account_and_its_organization_are_told_which_policy_refused(
    root: Client, instance: Instance, as_role: Callable[..., Client]
) -> None:
    root.put("a", b"mine")
    with pytest.raises(errors.AccessDenied, match="because no identity-based policy allows the s3:GetObject action"):
        as_role(allow("s3:PutObject")).get("a")
    foreign = Principal.root("444455556666")
    put_policy(root, {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{ARN}/*"})
    for stranger in (Client(instance, ANONYMOUS), Client(instance, foreign)):
        for use in (partial(stranger.get, "a"), stranger.list_objects_v2):
            with pytest.raises(errors.AccessDenied) as caught:
                use()
            assert caught.value.message == "Access Denied"
            assert caught.value.decision.message().startswith("User: ")
    decision = caught.value.decision

    def within(whose: str) -> str:
        keys = {"aws:PrincipalOrgID": whose, "aws:ResourceOrgID": "o-one"}
        return errors.AccessDenied(replace(decision, request=replace(decision.request, context=keys))).message

    assert within("o-two") == "Access Denied"
    assert within("o-one") == decision.message()


def test_a_stranger_causes_no_key_to_be_made(root: Client, instance: Instance) -> None:
    put_policy(root, {"Effect": "Allow", "Principal": "*", "Action": "s3:PutObject", "Resource": f"{ARN}/*"})
    stranger = Client(instance, ANONYMOUS)
    with pytest.raises(errors.AccessDenied):
        stranger.put("a", **KMS)
    assert list_keys(root.call, {})["Keys"] == []
    stranger.put("a", b"from a stranger")
    assert root.get("a") == b"from a stranger"


def test_a_missing_key_is_a_403_for_who_may_not_list(root: Client, as_role: Callable[..., Client]) -> None:
    jane = as_role(allow("s3:GetObject"))
    for use in (lambda: jane.get("missing"), lambda: jane.head_object(Key="missing")):
        with pytest.raises(errors.AccessDenied) as caught:
            use()
        assert "s3:ListBucket" in caught.value.message
    with pytest.raises(errors.NoSuchKey):
        as_role(allow("s3:GetObject", "s3:ListBucket"), name="Joe").get("missing")


def test_listing_is_decided_by_its_prefix(root: Client, as_role: Callable[..., Client]) -> None:
    root.put("Canvas/a")
    jane = as_role(allow("s3:ListBucket", StringLike={"s3:prefix": "Canvas/*"}))
    assert len(jane.list_objects_v2(Prefix="Canvas/")["Contents"]) == 1
    with pytest.raises(errors.AccessDenied):
        jane.list_objects_v2()
    with pytest.raises(errors.AccessDenied):
        jane.list_objects_v2(Prefix="other/")


def test_a_copy_needs_both_keys(root: Client, key_arn: str, as_role: Callable[..., Client]) -> None:
    target = create_key(root.call, {})["KeyMetadata"]["Arn"]
    root.put("a", b"secret", **KMS, SSEKMSKeyId=key_arn)
    needed = {key_arn: "kms:Decrypt", target: "kms:GenerateDataKey"}
    for index, missing in enumerate(needed):
        jane = as_role(
            allow("s3:*"),
            *(allow(action, resource=arn) for arn, action in needed.items() if arn != missing),
            name=f"J{index}",
        )
        with pytest.raises(errors.AccessDenied) as caught:
            jane.copy_object(Key="b", CopySource=f"{BUCKET}/a", **KMS, SSEKMSKeyId=target)
        assert needed[missing] in caught.value.message
        gc.collect()  # a file that the refused copy left open would be told now
    both = as_role(allow("s3:*"), *(allow(action, resource=arn) for arn, action in needed.items()), name="Both")
    assert both.copy_object(Key="b", CopySource=f"{BUCKET}/a", **KMS, SSEKMSKeyId=target)["SSEKMSKeyId"] == target
    assert root.get("b") == b"secret"
