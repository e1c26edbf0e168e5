"""Whether its output can be written is found out before a job works, and leaves nothing behind."""

from collections.abc import Callable

import pytest

from sealcanvas.jobs.task import TaskFailed
from tests.unit.sagemaker.series_world import series_context
from tests.unit.sagemaker.task_world import KEY, FakeContext, FakeS3, Refused, automl_context, run_task

CHECK = ".write_access_check_file.temp"


def _transform(s3: FakeS3) -> FakeContext:
    source = {"uri": "s3://in/new/", "manifest": False, "gzip": False}
    payload = {"model": "s3://in/model.zip", "input": source, "output": "s3://out/pred/", "output_key": KEY}
    return FakeContext(payload, s3)


def _export(s3: FakeS3) -> FakeContext:
    payload = {"content": {}, "bucket": "out", "files": {"values": "x/f_part0.csv"}, "format": "CSV", "kms_key": KEY}
    return FakeContext(payload, s3)


JOBS = [
    pytest.param("automl", automl_context, "churn-1", id="tables"),
    pytest.param("automl_series", lambda s3: series_context(s3, KEY), "sales-1", id="time series"),
    pytest.param("transform", _transform, "pred", id="transform"),
    pytest.param("series_export", _export, "x", id="export"),
]


@pytest.mark.parametrize(("task", "make", "folder"), JOBS)
def test_an_output_that_is_refused_ends_a_job_before_it_reads(
    task: str, make: Callable[[FakeS3], FakeContext], folder: str
) -> None:
    s3 = FakeS3()  # and nothing to read
    s3.refused = {f"{folder}/{CHECK}"}
    with pytest.raises(Refused):
        run_task(task, make(s3))


@pytest.mark.parametrize(("task", "make", "folder"), JOBS)
def test_the_check_is_sealed_as_the_output_will_be_and_taken_back_at_once(
    task: str, make: Callable[[FakeS3], FakeContext], folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    s3, sealed = FakeS3(), list[str]()
    put = s3.put_object

    def watched(**request: str) -> object:
        sealed.append(request["SSEKMSKeyId"])
        return put(**request)

    monkeypatch.setattr(s3, "put_object", watched)
    context = make(s3)
    with pytest.raises((TaskFailed, KeyError)):  # there is no input
        run_task(task, context)
    assert (context.checked, sealed) == ([f"s3://out/{folder}/{CHECK}"], [KEY])
    assert not s3.objects
