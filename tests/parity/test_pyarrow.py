"""pyarrow's S3FileSystem, AWS's C++ client: datasets of Parquet files, of which it reads the columns that it needs."""

from typing import Any
from urllib.parse import urlsplit

import pyarrow as pa
import pytest
from pyarrow import dataset, fs, parquet

from tests.support.live import Live

_ROWS = 200_000
_BUCKET = "arrow-data"


@pytest.fixture(scope="module")
def key(live: Live) -> str:
    """The KMS key under which the bucket seals whatever does not say otherwise; pyarrow has no word for it."""
    s3, arn = live.client("s3"), str(live.client("kms").create_key()["KeyMetadata"]["Arn"])
    s3.create_bucket(Bucket=_BUCKET)
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": arn}}
    s3.put_bucket_encryption(Bucket=_BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})
    return arn


@pytest.fixture
def files(live: Live) -> Any:
    return fs.S3FileSystem(
        access_key=live.environment["AWS_ACCESS_KEY_ID"],
        secret_key=live.environment["AWS_SECRET_ACCESS_KEY"],
        region=live.environment["AWS_DEFAULT_REGION"],
        endpoint_override=urlsplit(live.environment["AWS_ENDPOINT_URL"]).netloc,
        scheme="http",
    )


def _table() -> pa.Table:
    wide = [f"{n * 2654435761 % 2**64:016x}" for n in range(_ROWS)]
    return pa.table({"都市": ["東京", "大阪"] * (_ROWS // 2), "n": range(_ROWS), "wide": wide})


def test_a_dataset_is_read_by_partition_and_column(live: Live, files: Any, key: str) -> None:
    place = f"{_BUCKET}/表"
    dataset.write_dataset(
        _table(), place, filesystem=files, format="parquet", partitioning=["都市"], partitioning_flavor="hive"
    )
    found = dataset.dataset(place, filesystem=files, format="parquet", partitioning="hive")
    assert len(found.files) == 2
    wanted = found.to_table(columns=["n"], filter=dataset.field("都市") == "大阪")
    assert sorted(wanted.column("n").to_pylist()) == list(range(1, _ROWS, 2))
    assert found.count_rows() == _ROWS
    for name in found.files:
        head = live.client("s3").head_object(Bucket=_BUCKET, Key=name.removeprefix(f"{_BUCKET}/"))
        assert head["SSEKMSKeyId"] == key


class _Counted:
    """A file of pyarrow's that tells how many bytes were read from it."""

    def __init__(self, file: Any) -> None:
        self._file, self.count, self.closed = file, 0, False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)

    def read(self, size: int | None = None) -> bytes:
        found: bytes = self._file.read(size)
        self.count += len(found)
        return found


def test_one_column_costs_its_own_bytes(files: Any, key: str) -> None:
    path = f"{_BUCKET}/one.parquet"
    parquet.write_table(_table(), path, filesystem=files, row_group_size=_ROWS // 4)
    counted = _Counted(files.open_input_file(path))
    column = parquet.ParquetFile(pa.PythonFile(counted, mode="r")).read(columns=["都市"])
    assert column.column("都市").to_pylist() == ["東京", "大阪"] * (_ROWS // 2)
    size = files.get_file_info(path).size
    assert counted.count < size / 10, f"{counted.count} of {size} bytes"


def test_what_is_not_there_and_what_is_removed(files: Any, key: str) -> None:
    assert files.get_file_info(f"{_BUCKET}/nothing").type == fs.FileType.NotFound
    with files.open_output_stream(f"{_BUCKET}/文書/a b+c.txt", metadata={"Content-Type": "text/plain"}) as stream:
        stream.write(b"text")
    assert [each.base_name for each in files.get_file_info(fs.FileSelector(f"{_BUCKET}/文書"))] == ["a b+c.txt"]
    files.move(f"{_BUCKET}/文書/a b+c.txt", f"{_BUCKET}/文書/b")
    assert files.open_input_stream(f"{_BUCKET}/文書/b").read() == b"text"
    files.delete_dir(f"{_BUCKET}/文書")
    assert files.get_file_info(f"{_BUCKET}/文書").type == fs.FileType.NotFound
    with pytest.raises(FileNotFoundError):
        files.open_input_file("no-such-bucket-at-all/a")
