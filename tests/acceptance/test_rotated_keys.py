"""A team's keys rotate at every step, in the middle of uploads and jobs too: what was sealed opens, and goes on."""

from typing import Any

import pytest

from tests.acceptance.team import CANARY, Team, until
from tests.support.live import Live

pytestmark = pytest.mark.slow

_PART = 5 << 20


def rotate_all(team: Team) -> None:
    kms = team.client("kms")
    for key in team.keys.values():
        kms.rotate_key_on_demand(KeyId=key)


def bucket_keys_by_default(team: Team) -> None:
    rule = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": team.keys["input"]}
    rules = [{"ApplyServerSideEncryptionByDefault": rule, "BucketKeyEnabled": True}]
    team.client("s3").put_bucket_encryption(Bucket=team.bucket, ServerSideEncryptionConfiguration={"Rules": rules})


def put_parts(team: Team, name: str) -> tuple[dict[str, Any], bytes]:
    """Begin an upload in parts, and rotate between its parts; how to complete it, and what it holds."""
    s3 = team.client("s3")
    upload = s3.create_multipart_upload(Bucket=team.bucket, Key=name)["UploadId"]
    where = {"Bucket": team.bucket, "Key": name, "UploadId": upload}
    parts, whole = [], b""
    for number in (1, 2, 3):
        body = bytes([number]) * _PART
        etag = s3.upload_part(**where, PartNumber=number, Body=body)["ETag"]
        parts.append({"PartNumber": number, "ETag": etag})
        whole += body
        rotate_all(team)
    return {**where, "MultipartUpload": {"Parts": parts}}, whole


def test_everything_goes_on_while_its_keys_rotate(live: Live) -> None:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    rotate_all(team)
    s3, client = team.client("s3"), team.client("sealcanvas")
    bucket_keys_by_default(team)
    s3.put_object(Bucket=team.bucket, Key="under a bucket key", Body=b"first")
    dataset = team.import_dataset("churn.csv")
    assert dataset["Status"] == "Ready", dataset
    upload, whole = put_parts(team, "parts")
    s3.put_object(Bucket=team.bucket, Key="under a bucket key, later", Body=b"second")
    s3.complete_multipart_upload(**upload)

    job = f"{team.name}-job"
    team.start_training(job, 20)
    describe = team.client("sagemaker").describe_auto_ml_job_v2
    for secondary in ("Starting", "AnalyzingData"):
        until(lambda told=secondary: _past(describe(AutoMLJobName=job), told), "Past", {"no"}, 120)
        rotate_all(team)
    assert team.trained(job)["AutoMLJobStatus"] == "Completed"

    rotate_all(team)
    assert len(client.preview_dataset(DatasetId=dataset["DatasetId"])["Rows"]) == 100
    team.create_app("again")
    contents = {"under a bucket key": b"first", "under a bucket key, later": b"second", "parts": whole}
    for name, content in contents.items():
        assert s3.get_object(Bucket=team.bucket, Key=name)["Body"].read() == content
    copied = {"CopySource": {"Bucket": team.bucket, "Key": "parts"}, "ServerSideEncryption": "aws:kms"}
    s3.copy_object(Bucket=team.bucket, Key="copy", SSEKMSKeyId=team.keys["output"], **copied)
    assert s3.get_object(Bucket=team.bucket, Key="copy")["Body"].read() == whole

    for name in ("next-app", "next-storage"):
        team.keys[name] = team.client("kms").create_key(Description=name)["KeyMetadata"]["Arn"]
        team.let(name)
    rotate_all(team)
    client.start_rekey(
        DomainId=team.domain_id, AppKmsKeyId=team.keys["next-app"], StorageKmsKeyId=team.keys["next-storage"]
    )
    ended = until(lambda: client.describe_rekey(DomainId=team.domain_id), "Status", {"InProgress", "Verifying"}, 120)
    assert ended["Status"] == "Completed", ended
    rotate_all(team)
    assert len(client.preview_dataset(DatasetId=dataset["DatasetId"])["Rows"]) == 100

    report = client.verify_store(Search=[CANARY])
    mine = set(team.keys.values())
    assert {file["Status"] for file in report["Files"] if file.get("KeyArn") in mine} == {"Authentic"}
    summary = report["Summary"]
    assert summary["DamagedCount"] == summary["UnsealedCount"] == summary["FoundCount"] == 0


def _past(job: dict[str, Any], secondary: str) -> dict[str, str]:
    """Whether the job has left a secondary status, or ended."""
    return {"Past": "no" if job["AutoMLJobSecondaryStatus"] == secondary else "yes"}
