"""A sealed file is changed under a running server: over HTTP the answer ends short of its length."""

import http.client
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError, ConnectionClosedError, IncompleteReadError, ResponseStreamingError

from tests.support.live import Live

MIB = 1 << 20
DATA = secrets.token_bytes(4 * MIB)
_BROKEN = (IncompleteReadError, ResponseStreamingError, ConnectionClosedError)


@pytest.fixture
def bucket(live: Live) -> str:
    name = f"damaged-{secrets.token_hex(6)}"
    live.client("s3").create_bucket(Bucket=name)
    return name


@pytest.fixture
def sealed(live: Live, bucket: str) -> Iterator[Path]:
    """The file of an object `a`."""
    folder = live.server.home.folder / "objects"
    before = set(folder.rglob("*"))
    live.client("s3").put_object(Bucket=bucket, Key="a", Body=DATA)
    (found,) = [path for path in set(folder.rglob("*")) - before if path.is_file() and path.stat().st_size > len(DATA)]
    yield found
    live.client("s3").delete_object(Bucket=bucket, Key="a")


def damage(path: Path, offset: int) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        byte = file.read(1)
        file.seek(offset)
        file.write(bytes([byte[0] ^ 1]))


def test_the_connection_breaks_short_of_its_length(live: Live, bucket: str, sealed: Path) -> None:
    s3 = live.client("s3", signature_version="s3v4")
    url = urlsplit(s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "a"}))

    def fetch() -> tuple[int, int, bytes, bool]:
        connection = http.client.HTTPConnection(url.netloc, timeout=30)
        connection.request("GET", f"{url.path}?{url.query}")
        answer = connection.getresponse()
        try:
            return answer.status, int(answer.headers["content-length"]), answer.read(), True
        except http.client.IncompleteRead as error:
            return answer.status, int(answer.headers["content-length"]), error.partial, False
        finally:
            connection.close()

    assert fetch() == (200, len(DATA), DATA, True)
    place = 3 * MIB
    damage(sealed, place)
    status, length, out, whole = fetch()
    assert (status, length, whole) == (200, len(DATA), False)
    assert DATA.startswith(out)
    assert len(out) < place
    with pytest.raises(_BROKEN):
        s3.get_object(Bucket=bucket, Key="a")["Body"].read()
    assert s3.get_object(Bucket=bucket, Key="a", Range="bytes=0-99")["Body"].read() == DATA[:100]
    damage(sealed, place)
    assert fetch() == (200, len(DATA), DATA, True)


def test_damage_at_the_beginning_is_an_error_and_no_byte(live: Live, bucket: str, sealed: Path) -> None:
    s3 = live.client("s3")
    damage(sealed, 2000)
    with pytest.raises(ClientError, match="InternalError"):
        s3.get_object(Bucket=bucket, Key="a")
    with pytest.raises(ClientError, match="InternalError"):
        s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a")
    damage(sealed, 2000)
    s3.copy_object(Bucket=bucket, Key="b", CopySource=f"{bucket}/a")
    damage(sealed, 3 * MIB)
    with pytest.raises(ClientError):
        s3.copy_object(Bucket=bucket, Key="c", CopySource=f"{bucket}/a")
    assert [item["Key"] for item in s3.list_objects_v2(Bucket=bucket)["Contents"]] == ["a", "b"]
    assert s3.get_object(Bucket=bucket, Key="b")["Body"].read() == DATA
