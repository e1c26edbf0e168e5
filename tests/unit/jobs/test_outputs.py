"""What a job writes is there whole or not at all; and nothing that somebody else wrote is taken away."""

from dataclasses import replace
from pathlib import Path

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.jobs import events, queue
from sealcanvas.jobs.job import Failure, Job, JobSpec, JobState
from sealcanvas.jobs.supervision import lease, outputs
from sealcanvas.jobs.supervision.dispatcher import Dispatcher
from sealcanvas.s3 import s3
from sealcanvas.s3.errors import NoSuchKey
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance

ARN = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:transform-job/one"
URI = "s3://results/結果/one.csv"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def instance(tmp_path: Path, clock: Clock) -> Instance:
    instance = make_instance(tmp_path, clock)
    s3.operations["CreateBucket"](call_as(instance, Principal.root(ACCOUNT)), {"Bucket": "results"})
    return instance


@pytest.fixture
def me(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


@pytest.fixture
def job(instance: Instance, me: Call) -> Job:
    spec = JobSpec(
        kind="test",
        arn=ARN,
        role_arn=f"arn:aws:iam::{ACCOUNT}:role/Runner",
        service="sagemaker",
        task="transform",
        payload={},
    )
    queue.submit(me, spec)
    taken = Dispatcher(instance, "me", 1).next()
    assert taken is not None
    return taken


def write(call: Call, text: str) -> None:
    bucket, _, key = URI.removeprefix("s3://").partition("/")
    s3.operations["PutObject"](call, {"Bucket": bucket, "Key": key, "Body": BytesBody(text.encode())})


def read(call: Call) -> str | None:
    bucket, _, key = URI.removeprefix("s3://").partition("/")
    try:
        answer = s3.operations["GetObject"](call, {"Bucket": bucket, "Key": key})
    except NoSuchKey:
        return None
    return b"".join(answer["Body"]).decode()


def as_worker(call: Call) -> Call:
    return replace(call, purpose=ARN)


@pytest.mark.parametrize("state", [JobState.FAILED, JobState.STOPPED])
def test_what_a_job_wrote_that_did_not_succeed_is_gone_and_that_is_audited(
    instance: Instance, me: Call, job: Job, state: JobState
) -> None:
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "half")
    queue.end(instance, job.job_id, state)
    assert read(me) is None
    record = next(each for each in instance.trail.newest(5) if each["eventName"] == "DeleteObject")
    assert record["userIdentity"]["invokedBy"] == "sagemaker.amazonaws.com"
    assert record["sealcanvas"]["purpose"] == ARN


def test_what_a_job_wrote_that_succeeded_stays(instance: Instance, me: Call, job: Job) -> None:
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "whole")
    queue.end(instance, job.job_id, JobState.SUCCEEDED)
    outputs.sweep(instance)
    assert read(me) == "whole"


def test_what_was_written_for_a_moment_only_is_gone_at_once_and_forgotten(
    instance: Instance, me: Call, job: Job
) -> None:
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "")
    outputs.take_back_one(instance, job.job_id, job.spec, URI)
    assert read(me) is None
    write(as_worker(me), "of a job that was submitted anew")
    queue.end(instance, job.job_id, JobState.FAILED)
    assert read(me) is not None


def test_a_failure_is_recorded_with_the_action_the_object_and_the_role(instance: Instance, job: Job) -> None:
    failure = Failure("NoSuchKey", "The specified key does not exist.", "GetObject", "id", "s3", "s3://in/a.csv")
    ended = queue.end(instance, job.job_id, JobState.FAILED, failure=failure)
    told = f"The specified key does not exist. (s3:GetObject on s3://in/a.csv as {job.spec.role_arn})"
    assert ended.failure is not None
    assert ended.failure.message == told
    with instance.database.read() as connection:
        assert events.after(connection, job.job_id, 0, 10)[-1].what.message == f"NoSuchKey: {told}"


def test_a_second_attempt_knows_what_the_first_one_wrote(instance: Instance, me: Call, job: Job) -> None:
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "first")
    lease.interrupted(instance, job.job_id, "Its worker died")
    outputs.note(instance, job.job_id, URI)
    assert outputs.take_back(instance, job.job_id, job.spec) == 1
    assert read(me) is None


def test_what_only_an_attempt_wrote_that_was_cut_short_goes_when_the_next_one_succeeds(
    instance: Instance, me: Call, job: Job
) -> None:
    outputs.note(instance, job.job_id, URI)
    outputs.note(instance, job.job_id, f"{URI}-again")
    write(as_worker(me), "of a candidate that the second attempt never tried")
    lease.interrupted(instance, job.job_id, "Its worker died")
    outputs.note(instance, job.job_id, f"{URI}-again")
    queue.end(instance, job.job_id, JobState.SUCCEEDED)
    assert read(me) is None


def test_an_upload_in_parts_that_was_never_completed_is_taken_back(instance: Instance, me: Call, job: Job) -> None:
    bucket, _, key = URI.removeprefix("s3://").partition("/")
    outputs.note(instance, job.job_id, URI)
    for call in (as_worker(me), me):
        upload = s3.operations["CreateMultipartUpload"](call, {"Bucket": bucket, "Key": key})["UploadId"]
        part = {"Bucket": bucket, "Key": key, "UploadId": upload, "PartNumber": 1, "Body": BytesBody(b"part")}
        s3.operations["UploadPart"](call, part)
    queue.end(instance, job.job_id, JobState.STOPPED)
    left = s3.operations["ListMultipartUploads"](me, {"Bucket": bucket})["Uploads"]
    assert [each["UploadId"] for each in left] == [upload]  # somebody else's
    assert "AbortMultipartUpload" in [record["eventName"] for record in instance.trail.newest(5)]


def test_what_was_there_before_and_what_somebody_else_wrote_stays(instance: Instance, me: Call, job: Job) -> None:
    write(as_worker(me), "of an earlier job under the same ARN")
    outputs.note(instance, job.job_id, URI)
    assert outputs.take_back(instance, job.job_id, job.spec) == 0
    write(me, "mine")
    queue.end(instance, job.job_id, JobState.FAILED)
    assert read(me) == "mine"


def test_a_write_that_ends_after_its_job_did_is_taken_back_too(
    instance: Instance, me: Call, job: Job, clock: Clock
) -> None:
    outputs.note(instance, job.job_id, URI)
    queue.end(instance, job.job_id, JobState.FAILED)
    write(as_worker(me), "late")
    outputs.sweep(instance)
    assert read(me) == "late"  # not before it is sure that none can come any more
    clock.advance(seconds=61)
    outputs.sweep(instance)
    assert read(me) is None
    write(as_worker(me), "of a job that was submitted anew")
    outputs.sweep(instance)
    assert read(me) is not None


@pytest.mark.parametrize("uri", ["", "http://results/x", "s3://"])
def test_a_note_of_what_is_no_object_is_refused(instance: Instance, job: Job, uri: str) -> None:
    with pytest.raises(ValueError, match="not an S3 URI"):
        outputs.note(instance, job.job_id, uri)


def test_notes_of_objects_that_are_not_there_do_no_harm(instance: Instance, job: Job) -> None:
    for uri in ("s3://results/none", "s3://no-such-bucket/x", "s3://results"):
        outputs.note(instance, job.job_id, uri)
    assert outputs.take_back(instance, job.job_id, job.spec) == 0


def test_in_a_bucket_that_keeps_versions_only_the_jobs_own_go(instance: Instance, me: Call, job: Job) -> None:
    versioning = {"Bucket": "results", "VersioningConfiguration": {"Status": "Enabled"}}
    s3.operations["PutBucketVersioning"](me, versioning)
    write(me, "before")
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "first attempt")
    write(me, "somebody else's")
    write(as_worker(me), "second attempt")
    assert outputs.take_back(instance, job.job_id, job.spec) == 1
    assert read(me) == "somebody else's"
    listed = s3.operations["ListObjectVersions"](me, {"Bucket": "results"})
    assert (len(listed["Versions"]), listed["DeleteMarkers"]) == (2, [])


def test_what_was_deleted_before_the_job_is_deleted_again(instance: Instance, me: Call, job: Job) -> None:
    bucket, _, key = URI.removeprefix("s3://").partition("/")
    versioning = {"Bucket": bucket, "VersioningConfiguration": {"Status": "Enabled"}}
    s3.operations["PutBucketVersioning"](me, versioning)
    write(as_worker(me), "an earlier run's")
    s3.operations["DeleteObject"](me, {"Bucket": bucket, "Key": key})
    outputs.note(instance, job.job_id, URI)
    write(as_worker(me), "half")
    outputs.take_back(instance, job.job_id, job.spec)
    assert read(me) is None
    listed = s3.operations["ListObjectVersions"](me, {"Bucket": bucket})
    assert (len(listed["Versions"]), len(listed["DeleteMarkers"])) == (1, 1)
