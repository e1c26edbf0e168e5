"""boto3's TransferManager: parts by eight threads, up, down and from key to key."""

import hashlib
import random
from pathlib import Path

from boto3.s3.transfer import TransferConfig

from tests.support.live import Live

_SIZE = (72 << 20) + 12_345
_EIGHT = TransferConfig(multipart_threshold=5 << 20, multipart_chunksize=5 << 20, max_concurrency=8)


def test_eight_threads_move_a_file_of_many_parts(live: Live, tmp_path: Path) -> None:
    s3, kms = live.client("s3", max_pool_connections=16), live.client("kms")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    s3.create_bucket(Bucket="transfers")
    source, back = tmp_path / "原本.bin", tmp_path / "back.bin"
    source.write_bytes(random.Random(8).randbytes(_SIZE))  # noqa: S311 - bytes to recognize
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": first}
    s3.upload_file(str(source), "transfers", "原本", ExtraArgs=sealed, Config=_EIGHT)
    head = s3.head_object(Bucket="transfers", Key="原本", PartNumber=1)
    assert (head["PartsCount"], head["SSEKMSKeyId"]) == (15, first)
    other = {**sealed, "SSEKMSKeyId": second}
    s3.copy({"Bucket": "transfers", "Key": "原本"}, "transfers", "copy", ExtraArgs=other, Config=_EIGHT)
    assert s3.head_object(Bucket="transfers", Key="copy")["SSEKMSKeyId"] == second
    s3.download_file("transfers", "copy", str(back), Config=_EIGHT)
    assert _digest(back) == _digest(source)


def _digest(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
