"""The command line's own workspace on a real server: it follows its domain to other keys."""

import io
from collections.abc import Iterator

import pytest

from sealcanvas.client.connection import Connection, connection_to
from sealcanvas.client.policies import example_statement, forecast_statement, key_policy
from sealcanvas.client.studio import Studio
from sealcanvas.client.waiting import settle
from sealcanvas.client.workspace import workspace
from tests.support.live import live_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]


@pytest.fixture
def connection() -> Iterator[Connection]:
    with live_server() as live:
        yield connection_to(live.server.home)


def new_key(connection: Connection, domain_id: str) -> str:
    """A key that the command line's roles may use, as the domain's settings name them."""
    kms, sagemaker = connection.client("kms"), connection.client("sagemaker")
    settings = sagemaker.describe_domain(DomainId=domain_id)["DefaultUserSettings"]
    forecast_role = settings["CanvasAppSettings"]["TimeSeriesForecastingSettings"]["AmazonForecastRoleArn"]
    statements = example_statement(settings["ExecutionRole"]), forecast_statement(forecast_role)
    return str(kms.create_key(Policy=key_policy(connection.account, *statements))["KeyMetadata"]["Arn"])


def default_key(connection: Connection, bucket: str) -> str:
    rules = connection.client("s3").get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    return str(rules[0]["ApplyServerSideEncryptionByDefault"]["KMSMasterKeyID"])


def test_after_a_rekey_the_former_keys_can_be_disabled_and_deleted_and_work_goes_on(connection: Connection) -> None:
    kms, canvas = connection.client("kms"), connection.client("sealcanvas")
    before = workspace(connection)
    aliases = ("alias/sealcanvas-application", "alias/sealcanvas-storage")
    former = [kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"] for alias in aliases]
    app_key, storage_key = new_key(connection, before.domain_id), new_key(connection, before.domain_id)
    canvas.start_rekey(DomainId=before.domain_id, AppKmsKeyId=app_key, StorageKmsKeyId=storage_key)
    settle(canvas.describe_rekey, {"InProgress"}, seconds=60, DomainId=before.domain_id)
    kms.disable_key(KeyId=former[0])
    kms.schedule_key_deletion(KeyId=former[1], PendingWindowInDays=7)

    after = workspace(connection)

    assert (after.domain_id, after.storage_key) == (before.domain_id, storage_key)
    assert [kms.describe_key(KeyId=alias)["KeyMetadata"]["Arn"] for alias in aliases] == [app_key, storage_key]
    assert default_key(connection, after.inbox) == storage_key
    studio = Studio(connection, after, lambda _what, _fraction: None)
    with studio.imported("a.csv", io.BytesIO(b"a,b\n1,2\n3,4\n")) as dataset_id:
        assert canvas.describe_dataset(DatasetId=dataset_id)["SSEKMSKeyId"] == storage_key


def test_a_key_that_is_to_be_deleted_is_not_taken_for_a_new_domain(connection: Connection) -> None:
    kms = connection.client("kms")
    doomed = kms.create_key()["KeyMetadata"]["Arn"]
    kms.create_alias(AliasName="alias/sealcanvas-storage", TargetKeyId=doomed)
    kms.schedule_key_deletion(KeyId=doomed, PendingWindowInDays=7)
    made = workspace(connection)
    assert made.storage_key != doomed
    assert kms.describe_key(KeyId="alias/sealcanvas-storage")["KeyMetadata"]["Arn"] == made.storage_key
