"""Multi-Region keys and their last usage, through unmodified boto3 clients of several Regions."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

THERE = "eu-west-1"


@pytest.fixture
def here(live: Live) -> Any:
    return live.client("kms")


@pytest.fixture
def there(live: Live) -> Any:
    return live.client("kms", region_name=THERE)


def test_one_key_in_two_regions(here: Any, there: Any) -> None:
    primary = here.create_key(MultiRegion=True)["KeyMetadata"]
    key_id = primary["KeyId"]
    assert key_id.startswith("mrk-")
    replica = here.replicate_key(KeyId=key_id, ReplicaRegion=THERE, Description="copy")["ReplicaKeyMetadata"]
    assert replica["KeyState"] == "Creating"
    assert there.describe_key(KeyId=key_id)["KeyMetadata"]["KeyState"] == "Enabled"
    blob = here.encrypt(KeyId=key_id, Plaintext=b"x", EncryptionContext={"a": "b"})["CiphertextBlob"]
    opened = there.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})
    assert (opened["Plaintext"], opened["KeyId"]) == (b"x", replica["Arn"])
    with pytest.raises(there.exceptions.IncorrectKeyException):
        there.decrypt(CiphertextBlob=blob, KeyId=primary["Arn"], EncryptionContext={"a": "b"})
    here.rotate_key_on_demand(KeyId=key_id)
    data_key = there.generate_data_key(KeyId=key_id, KeySpec="AES_256")
    assert here.decrypt(CiphertextBlob=data_key["CiphertextBlob"])["Plaintext"] == data_key["Plaintext"]
    with pytest.raises(there.exceptions.UnsupportedOperationException, match="multi-region replica key"):
        there.rotate_key_on_demand(KeyId=key_id)
    here.update_primary_region(KeyId=key_id, PrimaryRegion=THERE)
    configuration = here.describe_key(KeyId=key_id)["KeyMetadata"]["MultiRegionConfiguration"]
    assert configuration["MultiRegionKeyType"] == "REPLICA"
    assert configuration["PrimaryKey"] == {"Arn": replica["Arn"], "Region": THERE}
    answer = there.schedule_key_deletion(KeyId=key_id, PendingWindowInDays=7)
    assert answer["KeyState"] == "PendingReplicaDeletion"
    assert "DeletionDate" not in answer
    assert here.decrypt(CiphertextBlob=blob, EncryptionContext={"a": "b"})["Plaintext"] == b"x"
    there.cancel_key_deletion(KeyId=key_id)


def test_replications_are_refused_in_awss_words(here: Any, there: Any) -> None:
    key_id = here.create_key(MultiRegion=True)["KeyMetadata"]["KeyId"]
    here.replicate_key(KeyId=key_id, ReplicaRegion=THERE)
    with pytest.raises(here.exceptions.AlreadyExistsException, match="You can create only one replica"):
        here.replicate_key(KeyId=key_id, ReplicaRegion=THERE)
    with pytest.raises(ClientError, match="is not a valid Region") as caught:
        here.replicate_key(KeyId=key_id, ReplicaRegion="us-invalid-1")
    assert caught.value.response["Error"]["Code"] == "ValidationException"
    with pytest.raises(there.exceptions.UnsupportedOperationException, match="is not a multi-region primary key"):
        there.replicate_key(KeyId=key_id, ReplicaRegion="ap-northeast-1")


def test_the_last_usage(here: Any) -> None:
    made = here.create_key()["KeyMetadata"]
    found = here.get_key_last_usage(KeyId=made["Arn"])
    assert found["KeyLastUsage"] == {}
    assert found["TrackingStartDate"] == found["KeyCreationDate"] == made["CreationDate"]
    used = here.generate_data_key(KeyId=made["Arn"], KeySpec="AES_256")
    last = here.get_key_last_usage(KeyId=made["KeyId"])["KeyLastUsage"]
    assert last["Operation"] == "GenerateDataKey"
    assert last["KmsRequestId"] == used["ResponseMetadata"]["RequestId"]
    assert abs(last["Timestamp"] - datetime.now(UTC)) < timedelta(minutes=1)
    assert last["CloudTrailEventId"]
