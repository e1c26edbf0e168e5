"""A job's failure says the same wherever it is told, and names the action, the object and the role."""

import pytest

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.sentence import sentence

ROLE = "arn:aws:iam::111122223333:role/Exec"
SESSION = "arn:aws:sts::111122223333:assumed-role/Exec/SageMaker"
GONE = "The specified key does not exist."
DISABLED = "arn:aws:kms:us-east-1:111122223333:key/1 is disabled."


def s3(code: str, message: str, operation: str, resource: str) -> Failure:
    return Failure(code, message, operation, "id", "s3", resource)


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (
            s3("NoSuchKey", GONE, "GetObject", "s3://in/売上.csv"),
            f"{GONE} (s3:GetObject on s3://in/売上.csv as {ROLE})",
        ),
        (
            s3("NoSuchBucket", "No bucket", "ListObjectsV2", "s3://in"),
            f"No bucket (s3:ListBucket on s3://in as {ROLE})",
        ),
        (s3("404", "Not Found", "HeadObject", "s3://in/a"), f"Not Found (s3:GetObject on s3://in/a as {ROLE})"),
        (
            s3("KMS.DisabledException", DISABLED, "PutObject", "s3://out/m.zip"),
            f"{DISABLED} (kms:GenerateDataKey for s3://out/m.zip as {ROLE})",
        ),
        (
            s3("AccessDenied", f"{SESSION} may not perform: kms:Decrypt", "GetObject", "s3://in/a"),
            f"{SESSION} may not perform: kms:Decrypt (s3:GetObject on s3://in/a)",
        ),
        (
            s3("AccessDenied", f'{SESSION} may not read "arn:aws:s3:::in/a"', "GetObject", "s3://in/a"),
            f'{SESSION} may not read "arn:aws:s3:::in/a"',
        ),
        (Failure("DisabledException", DISABLED, "Decrypt", "", "kms"), f"{DISABLED} (kms:Decrypt as {ROLE})"),
        (Failure("ClientError", "No such column."), "No such column."),
        (Failure("WorkerLost", ""), "The job failed with WorkerLost."),
    ],
)
def test_what_a_message_lacks_is_added_once(failure: Failure, told: str) -> None:
    assert sentence(failure, ROLE) == told
    again = Failure(failure.code, told, failure.operation, "id", failure.service, failure.resource)
    assert sentence(again, ROLE) == told
