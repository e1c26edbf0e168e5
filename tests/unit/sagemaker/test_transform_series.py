"""Transform jobs of forecast models: the history of some items in, the horizon behind each out, in every form."""

import csv
import io
import json
from typing import Any

import pytest

from sealcanvas.jobs.task import TaskFailed
from sealcanvas.ml.table import to_csv, to_parquet
from tests.support.small_model import SERIES_HORIZON, small_history, small_series_bundle
from tests.unit.sagemaker.task_world import FakeContext, FakeS3, run_task
from tests.unit.sagemaker.test_transform_task import Job, payload

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def bundle() -> bytes:
    return small_series_bundle()


def transform(bundle: bytes, data: bytes, **members: Any) -> Job:
    s3 = FakeS3()
    s3.objects["out", "model.zip"] = bundle
    s3.objects["in", "new/a/b.csv"] = data
    context = FakeContext(payload(**members), s3)
    return Job(s3, context, run_task("transform", context))


def test_the_horizon_behind_each_item_comes_out_in_the_form_that_is_wanted(bundle: bytes) -> None:
    plain = transform(bundle, to_csv(small_history()))
    rows = list(csv.DictReader(io.StringIO(plain.output.decode())))
    assert plain.result == {"rows": 2 * SERIES_HORIZON, "files": 1}
    assert list(rows[0]) == ["item", "day", "p10", "p50", "p90"]
    assert {row["item"] for row in rows} == {"東", "b"}
    assert {row["day"] for row in rows} == {"2026-03-02", "2026-03-03", "2026-03-04"}
    assert transform(bundle, to_csv(small_history()), by_record=True, lines=True).output == plain.output
    parquet = {"content_type": "application/x-parquet", "most_bytes": None}
    assert transform(bundle, to_parquet(small_history()), **parquet).output == plain.output
    objects = [{**row, "day": str(row["day"])} for row in small_history().to_pylist()]
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in objects).encode()
    told = transform(bundle, lines, content_type="application/jsonlines").lines
    assert [json.loads(line)["p50"] for line in told] == pytest.approx([float(row["p50"]) for row in rows])
    document = json.dumps({"instances": objects}).encode()
    answer = json.loads(transform(bundle, document, content_type="application/json").output)
    assert [row["day"] for row in answer["predictions"]] == [row["day"] for row in rows]


def test_other_items_and_later_histories_have_horizons_of_their_own(bundle: bytes) -> None:
    later = transform(bundle, to_csv(small_history(("new",), days=80)))
    days = [row["day"] for row in csv.DictReader(io.StringIO(later.output.decode()))]
    assert days == ["2026-03-22", "2026-03-23", "2026-03-24"]


@pytest.mark.parametrize("members", [{"join": True}, {"input_filter": "$[1:]"}, {"output_filter": "$[0]"}])
def test_forecasts_have_other_rows_than_their_small_history(bundle: bytes, members: dict[str, Any]) -> None:
    with pytest.raises(TaskFailed, match="do not fit"):
        transform(bundle, to_csv(small_history()), **members)


def test_a_history_must_fit_into_one_payload(bundle: bytes) -> None:
    data = to_csv(small_history(days=3000)) * 20
    with pytest.raises(TaskFailed, match="exceeds MaxPayloadInMB"):
        transform(bundle, data, most_bytes=1 << 20)
    with pytest.raises(TaskFailed, match="no objects"):
        transform(bundle, b"[1]", content_type="application/json")


def test_rows_that_a_forecast_leaves_out_are_told_in_the_job_s_events(bundle: bytes) -> None:
    data = to_csv(small_history())
    assert transform(bundle, data).context.messages == []
    lines = data.decode().splitlines()
    lines[-1] = lines[-1].replace("2026-03-01", "someday")
    told = transform(bundle, "\n".join(lines).encode()).context.messages
    assert told == ["a/b.csv: 1 rows without a readable 'day' are left out."]
