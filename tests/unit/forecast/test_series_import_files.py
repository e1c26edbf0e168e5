"""Files as Forecast takes them: schema order, with or without a header, one timestamp format."""

from typing import Any

import pytest

from sealcanvas.forecast.datasets.timestamp_format import strptime_format
from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.jobs.job import JobState
from tests.unit.forecast.forecast_world import World
from tests.unit.forecast.stage import COLOUR, ITEM, PRICE, TIME


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
    told = "1 rows have a value in 'timestamp' that is not of the TimestampFormat yyyy-MM-dd, first row 1."
    assert (told in answer.get("Message", "")) == (status == "CREATE_FAILED")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"a,2024-01-01,1\na,2024-01-02\n", "the schema's 3 columns in every row: row 2 has 2. Mend that row."),
        (b"a,2024-01-01,1,2\n", "3 columns"),
        (
            b"item_id,timestamp,target_value\na,2024-01-01,secret-value\n",
            "1 rows have a value in 'target_value' that is not a number, first row 2.",
        ),
        (b"a,secret-value,1\n", "1 rows have a value in 'timestamp'"),
        (b",2024-01-01,1\n", "no value in 'item_id', first row 1."),
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
    path = world.job(job).spec.payload["outputs"]["rows"]["path"]
    with open(path, "wb") as half:  # noqa: PTH123 - a path as the payload has it
        half.write(b"half")
    assert world.run(job).state is JobState.SUCCEEDED


def test_timestamp_formats() -> None:
    assert strptime_format("yyyy-MM-dd HH:mm:ss") == "%Y-%m-%d %H:%M:%S"
    assert strptime_format("yyyy-MM-dd'T'HH:mm") == "%Y-%m-%dT%H:%M"
    assert strptime_format("MMM dd, yyyy hh:mm a") == "%b %d, %Y %I:%M %p"
    with pytest.raises(InvalidInputException, match="'Z'"):
        strptime_format("yyyy-MM-dd'T'HH:mm:ssZ")


RELATED = {"DatasetType": "RELATED_TIME_SERIES", "Schema": {"Attributes": [TIME, PRICE, ITEM]}}
METADATA = {
    "DatasetType": "ITEM_METADATA",
    "Schema": {"Attributes": [ITEM, COLOUR, {"AttributeName": "weight", "AttributeType": "float"}]},
    "DataFrequency": None,
}


def _import_into(world: World, members: dict[str, Any], data: bytes, **request: Any) -> dict[str, Any]:
    dataset = world.dataset("other", EncryptionConfig=None, **members)
    job = world.begin_import(dataset, world.upload("other.csv", data), **request)
    world.run(job)
    return world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)


@pytest.mark.parametrize(
    ("members", "data"),
    [
        (RELATED, b"2024-01-01,5,a\n2024-02-01,,a\n2024-03-01,NaN,a\n"),
        (RELATED, b"timestamp,price,item_id\n2024-01-01,5,a\n2024-02-01,6,a\n2024-02-01,7,b\n"),
        (METADATA, "商品,赤,1.5\nb,,\nc,blue,2\n".encode()),
        (METADATA, "商品,赤,1.5\nb,青,2\nc,,\n".encode("cp932")),
    ],
)
def test_good_files_of_the_other_types(world: World, members: dict[str, Any], data: bytes) -> None:
    answer = _import_into(world, members, data)
    assert answer["Status"] == "ACTIVE", answer.get("Message")
    assert answer["FieldStatistics"]["item_id"]["Count"] == 3


@pytest.mark.parametrize(
    ("members", "data", "words"),
    [
        (RELATED, b"2024-01-01,cheap,secret-value\n", "1 rows have a value in 'price' that is not a number"),
        (RELATED, b"someday,5,secret-value\n", "1 rows have a value in 'timestamp'"),
        (RELATED, b"2024-01-01,5,\n", "1 rows have no value in 'item_id'"),
        (RELATED, b"2024-01-01,5\n", "3 columns in every row"),
        (
            METADATA,
            b"a,red,1\nsecret-value,red,1\nsecret-value,blue,2\n",
            "1 rows name an item in 'item_id' that",
        ),
        (METADATA, b",red,1\n", "1 rows have no value in 'item_id'"),
        (METADATA, b"secret-value,red,heavy\n", "1 rows have a value in 'weight' that is not a number"),
        (METADATA, b"", "empty"),
        (METADATA, b"item_id,colour,weight\n", "no rows"),
        (METADATA, b"PK\x03\x04secret-value\x00\x00\x00\xff\xfe", ""),
        (METADATA, bytes(range(128, 256)) * 4, ""),
    ],
)
def test_bad_files_of_the_other_types_fail_without_telling_values(
    world: World, members: dict[str, Any], data: bytes, words: str
) -> None:
    answer = _import_into(world, members, data)
    assert answer["Status"] == "CREATE_FAILED"
    assert words in answer["Message"]
    assert "secret-value" not in answer["Message"]
    assert "InternalFailure" not in answer["Message"]
    assert "inside its worker" not in answer["Message"]


def test_statistics_tell_counts_and_values(world: World) -> None:
    fields = _import_into(world, RELATED, b"2024-01-01,1,a\n2024-02-01,,a\n2024-03-01,NaN,b\n2024-04-01,3,b\n")[
        "FieldStatistics"
    ]
    counts = {"Count": 4, "CountDistinct": 3, "CountNull": 1, "CountNan": 1}
    longs = {f"{name}Long": count for name, count in counts.items()}
    assert fields["price"] == {**counts, **longs, "Min": "1.0", "Max": "3.0", "Avg": 2.0, "Stddev": 1.0}
    assert (fields["timestamp"]["Min"], fields["item_id"]["Max"]) == ("2024-01-01T00:00:00", "b")
    assert "Avg" not in fields["item_id"]


@pytest.mark.parametrize(
    ("zone", "earliest"),
    [("Asia/Tokyo", "2024-01-01T09:00:00"), (None, "2024-01-01T00:00:00"), ("America/New_York", "2023-12-31T19:00:00")],
)
def test_offsets_become_the_local_time_of_the_zone(world: World, zone: str | None, earliest: str) -> None:
    data = b"2024-01-01T00:00:00Z,1,a\n2024-02-01T02:00:00+02:00,2,a\n"
    members = {} if zone is None else {"TimeZone": zone}
    answer = _import_into(world, RELATED, data, **members)
    assert answer["Status"] == "ACTIVE", answer.get("Message")
    assert answer["FieldStatistics"]["timestamp"]["Min"] == earliest
    assert answer.get("TimeZone") == zone


def test_members_of_time_are_not_for_metadata(world: World) -> None:
    dataset = world.dataset("m", EncryptionConfig=None, **METADATA)
    path = world.upload("m.csv", b"a,red,1\n")
    for members in ({"TimeZone": "Asia/Tokyo"}, {"TimestampFormat": "yyyy-MM-dd"}):
        with pytest.raises(InvalidInputException, match="is for time series"):
            world.begin_import(dataset, path, **members)
    parquet = world.dataset("p", EncryptionConfig=None, **METADATA)
    with pytest.raises(InvalidInputException, match="holds no file"):
        world.begin_import(parquet, "s3://input/folder/", Format="PARQUET")


def test_a_file_that_is_no_parquet_is_told(world: World) -> None:
    job = world.begin_import(
        world.dataset(EncryptionConfig=None), world.upload("s.parquet", b"PAR1 not"), Format="PARQUET"
    )
    world.run(job)
    answer = world.ask("DescribeDatasetImportJob", DatasetImportJobArn=job)
    assert answer["Status"] == "CREATE_FAILED"
    assert "s.parquet" in answer["Message"]
