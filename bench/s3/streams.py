"""1 GiB up and down, by one stream and in parts by eight threads."""

from collections.abc import Callable
from functools import partial

from bench.s3.targets import Target
from bench.s3.traffic import get, post, put, together, upload_id

SIZE = 1 << 30
_PART = 64 << 20
_THREADS = 8

Work = Callable[[], object]


def single_put(target: Target) -> Work:
    path = target.sign("put_object", Key="single")
    return lambda: put(target, path, SIZE)


def single_get(target: Target) -> Work:
    path = target.sign("get_object", Key="single")
    return lambda: get(target, path, SIZE)


def parts_put(target: Target) -> Work:
    create = target.sign("create_multipart_upload", Key="parts")
    count = SIZE // _PART

    def work() -> None:
        upload = upload_id(post(target, create))
        paths = [target.sign("upload_part", Key="parts", UploadId=upload, PartNumber=n + 1) for n in range(count)]
        etags = together(_THREADS, [partial(put, target, path, _PART) for path in paths])
        items = "".join(f"<Part><PartNumber>{n + 1}</PartNumber><ETag>{e}</ETag></Part>" for n, e in enumerate(etags))
        end = target.sign("complete_multipart_upload", Key="parts", UploadId=upload)
        post(target, end, f"<CompleteMultipartUpload>{items}</CompleteMultipartUpload>".encode())

    return work


def parts_get(target: Target) -> Work:
    path = target.sign("get_object", Key="parts")
    ranges = [partial(get, target, path, _PART, first) for first in range(0, SIZE, _PART)]
    return lambda: together(_THREADS, ranges)


SCENARIOS = {"put": single_put, "get": single_get, "put_8_parts": parts_put, "get_8_ranges": parts_get}
