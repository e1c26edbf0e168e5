"""Multi-Region keys and their last usage, through unmodified boto3 clients of several Regions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

THERE = "eu-west-1"


@pytest.fixture
def kms(live: Live) -> Any:
    return live.client("kms")


@pytest.fixture
def other_kms(live: Live) -> Any:
    return live.client("kms", region_name=THERE)


def test_one_key_in_two_regions(kms: Any, other_kms: Any) -> None:
    primary = kms.create_key(MultiRegion=True)["KeyMetadata"]
    key_id = primary["KeyId"]
    assert key_id.startswith("mrk-")
    replica = kms.replicate_key(KeyId=key_id, ReplicaRegion=THERE, Description="copy")["ReplicaKeyMetadata"]
    assert replica["KeyState"] == "Creating"
    assert other_kms.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"
    blob = kms.encrypt(KeyId=key_id, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
    opened = other_kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", replica["Arn"])
    with pytest.raises(other_kms.exceptions.IncorrectKeyException):
        other_kms.decrypt(CiphertextBlob=blob, KeyId=primary["Arn"], EncryptionContext={"a": "b"})
    kms.rotate_key_on_demand(KeyId=key_id)
    data_key = other_kms.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    assert kms.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
    with pytest.raises(other_kms.exceptions.UnsupportedOperationException, match="multi-region replica key"):
        other_kms.rotate_key_on_demand(KeyId=key_id)
    kms.update_primary_region(KeyId=key_id, PrimaryRegion=THERE)
    configuration = kms.describe_key(KeyId=key_id)["KeyMetadata"]["MultiRegionConfiguration"]
    assert configuration["MultiRegionKeyType"] == "REPLICA"
    assert configuration["PrimaryKey"] == {"Arn": replica["Arn"], "Region": THERE}
    answer = other_kms.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert answer["KeyState"] == "PendingReplicaDeletion"
    assert "DeletionDate" not in answer
    assert kms.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})["Plaintext"] == b"x"
    other_kms.cancel_key_deletion(KeyId=key_id)


def test_replications_are_refused_in_awss_words(kms: Any, other_kms: Any) -> None:
    key_id = kms.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
    kms.replicate_key(KeyId=key_id, ReplicaRegion=THERE)
    with pytest.raises(kms.exceptions.AlreadyExistsException, match="You can create only one replica"):
        kms.replicate_key(KeyId=key_id, ReplicaRegion=THERE)
    with pytest.raises(ClientError, match="is not a valid Region") as caught:
        kms.replicate_key(KeyId=key_id, ReplicaRegion="us-invalid-1")
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(other_kms.exceptions.UnsupportedOperationException, match="is not a multi-region primary key"):
        other_kms.replicate_key(KeyId=key_id, ReplicaRegion="ap-northeast-1")


def test_the_last_usage(kms: Any) -> None:
    made = kms.create_key()["KeyMetadata"]
    found = kms.get_key_last_usage(KeyId=made["Arn"])
    assert found["KeyLastUsage"] == {}
    assert found["TrackingStartDate"] == found["KeyCreationDate"] == made["CreationDate"]
    used = kms.generate_data_key(KeyId=made["Arn"], KeySpec="AES_256")
    last = kms.get_key_last_usage(KeyId=made["KeyId"])["KeyLastUsage"]
    assert last["Operation"] == "GenerateDataKey"
    assert last["KmsRequestId"] == used["ResponseMetadata"]["RequestId"]
    assert abs(last["Timestamp"] - datetime.now(UTC)) < timedelta(minutes=1)
    assert last["CloudTrailEventId"]


def test_related_keys_of_other_kinds_agree(kms: Any, other_kms: Any) -> None:
    mac = {"Message": b"x", "MacAlgorithm": "HMAC_SHA_256"}
    made = kms.create_key(MultiRegion=True, KeySpec="HMAC_256", KeyUsage="GENERATE_VERIFY_MAC")["KeyMetadata"]
    kms.replicate_key(KeyId=made["KeyId"], ReplicaRegion=THERE)
    found = kms.generate_mac(KeyId=made["KeyId"], **mac)["Mac"]
    assert other_kms.verify_mac(KeyId=made["KeyId"], Mac=found, **mac)["MacValid"]
    signing = {"Message": b"x", "SigningAlgorithm": "ECDSA_SHA_256"}
    made = kms.create_key(MultiRegion=True, KeySpec="ECC_NIST_P256", KeyUsage="SIGN_VERIFY")["KeyMetadata"]
    kms.replicate_key(KeyId=made["KeyId"], ReplicaRegion=THERE)
    keys = [each.get_public_key(KeyId=made["KeyId"])["PublicKey"] for each in (kms, other_kms)]
    assert keys[0] == keys[1]
    signature = other_kms.sign(KeyId=made["KeyId"], **signing)["Signature"]
    assert kms.verify(KeyId=made["KeyId"], Signature=signature, **signing)["SignatureValid"]
