"""Files as Forecast takes them: schema order, with or without a header, one timestamp format."""

from typing import Any

import pytest

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.timestamp_format import strptime_format
from sealcanvas.jobs.job import JobState
from tests.unit.forecast.forecast_world import World


def _import(world: World, data: bytes, name: str = "s.csv", **members: Any) -> dict[str, Any]:
    job = world.begin_import(world.dataset(EncryptionConfig=None), world.upload(name, data), **members)
    world.run(job)
    return world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)


@pytest.mark.parametrize(
    "data",
    [
        b"0012,2024-01-01,5\n0013,2024-02-01,6\n",
        b"item_id,timestamp,target_value\n0012,2024-01-01,5\n0013,2024-02-01,6\n",
        b"\xef\xbb\xbfitem_id,timestamp,target_value\r\n0012,2024-01-01,5\r\n0013,2024-02-01,6\r\n",
        b'"0012","2024-01-01 00:00:00","5.0"\n"0013","2024-02-01 00:00:00",""\n',
        "品目,2024-01-01,5\n品目二,2024-02-01,\n".encode(),
    ],
)
def test_good_files(world: World, data: bytes) -> None:
    answer = _import(world, data)
    assert answer["Status"] == "ACTIVE", answer.get("Message")
    assert answer["FieldStatistics"]["item_id"]["CountDistinct"] == 2
    assert answer["FieldStatistics"]["timestamp"]["Count"] == 2


@pytest.mark.parametrize(("form", "status"), [("dd-MM-yyyy HH:mm", "ACTIVE"), ("yyyy-MM-dd", "CREATE_FAILED")])
def test_a_given_timestamp_format_decides(world: World, form: str, status: str) -> None:
    answer = _import(world, b"a,25-04-2024 05:06,1\n", TimestampFormat=form)
    assert answer["Status"] == status
    assert ("TimestampFormat" in answer.get("Message", "")) == (status == "CREATE_FAILED")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,2024-01-01\n", "3 columns"),
        (b"a,2024-01-01,1,2\n", "3 columns"),
        (b"a,2024-01-01,secret-value\n", "1 rows have a value in 'target_value' that is not a number"),
        (b"a,secret-value,1\n", "1 rows have a value in 'timestamp'"),
        (b",2024-01-01,1\n", "no value in 'item_id'"),
        (b"item_id,timestamp,target_value\n", "no rows"),
        (b"  \n", "empty"),
    ],
)
def test_bad_files_fail_without_telling_values(world: World, data: bytes, words: str) -> None:
    answer = _import(world, data)
    assert answer["Status"] == "CREATE_FAILED"
    assert words in answer["Message"]
    assert "secret-value" not in answer["Message"]


def test_parquet(world: World) -> None:
    import pyarrow as pa

    from sealcanvas.ml.table import to_parquet

    table = pa.table({"other": [1, 2], "target_value": [1, 2], "item_id": [7, 8], "timestamp": ["2024-01-01"] * 2})
    answer = _import(world, to_parquet(table), "s.parquet", Format="PARQUET")
    assert answer["Status"] == "ACTIVE", answer.get("Message")
    assert sorted(answer["FieldStatistics"]) == ["item_id", "target_value", "timestamp"]


def test_parquet_without_a_column(world: World) -> None:
    import pyarrow as pa

    from sealcanvas.ml.table import to_parquet

    answer = _import(world, to_parquet(pa.table({"item_id": ["a"]})), "s.parquet", Format="PARQUET")
    assert "lacks the schema's column 'timestamp'" in answer["Message"]


def test_an_interrupted_attempt_leaves_nothing_in_the_way(world: World) -> None:
    job = world.begin_import(world.dataset(), world.upload("s.csv", b"a,2024-01-01,1\n"))
    path = world.job(job).spec.payload["outputs"]["series"]["path"]
    with open(path, "wb") as half:  # noqa: PTH123 - a path as the payload has it
        half.write(b"half")
    assert world.run(job).state is JobState.SUCCEEDED


def test_timestamp_formats() -> None:
    assert strptime_format("yyyy-MM-dd HH:mm:ss") == "%Y-%m-%d %H:%M:%S"
    assert strptime_format("yyyy-MM-dd'T'HH:mm") == "%Y-%m-%dT%H:%M"
    assert strptime_format("MMM dd, yyyy hh:mm a") == "%b %d, %Y %I:%M %p"
    with pytest.raises(InvalidInputException, match="'Z'"):
        strptime_format("yyyy-MM-dd'T'HH:mm:ssZ")
