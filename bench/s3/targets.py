"""The three servers: ours, ours without sealing, and `rclone serve s3` on the same disk, plain too."""

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import boto3
from botocore.config import Config

from bench.processes import free_port, serving
from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of

BUCKET = "bench"


@dataclass(frozen=True, slots=True)
class Target:
    """A server to measure.

    Attributes:
        sign: a request's path for an S3 operation and its parameters, so that no client's signing is measured.
    """

    port: int
    pid: int
    sign: Callable[..., str]


class _Plain(EmbeddedServer):
    @property
    def program(self) -> list[str]:
        return [sys.executable, "-m", "bench.s3.plain_server"]


@contextmanager
def targets() -> Iterator[dict[str, Target]]:
    """All three until the block ends: "sealed", "plain", "rclone"."""
    with ExitStack() as stack:
        found = {
            "sealed": stack.enter_context(_ours(EmbeddedServer())),
            "plain": stack.enter_context(_ours(_Plain())),
        }
        folder, port = stack.enter_context(tempfile.TemporaryDirectory()), free_port()
        (Path(folder) / BUCKET).mkdir()
        rclone = str(Path(sys.executable).with_name("rclone"))
        command = [rclone, "serve", "s3", folder, "--addr", f"127.0.0.1:{port}"]
        found["rclone"] = Target(port, stack.enter_context(serving(command, port)), _unsigned)
        yield found


@contextmanager
def _ours(server: EmbeddedServer) -> Iterator[Target]:
    server.start()
    try:
        yield _target(server)
    finally:
        server.stop()
        server.remove()


def _target(server: EmbeddedServer) -> Target:
    """With a bucket whose objects lie under a customer managed key, with a bucket key."""
    environment = environment_of(server.home)
    session = boto3.Session(
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
    )
    config = Config(
        signature_version="s3v4", s3={"addressing_style": "path"}, request_checksum_calculation="when_required"
    )
    endpoint = environment["AWS_ENDPOINT_URL"]
    s3 = session.client("s3", endpoint_url=endpoint, config=config)
    key = session.client("kms", endpoint_url=endpoint).create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket=BUCKET)
    rule = {
        "ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key},
        "BucketKeyEnabled": True,
    }
    s3.put_bucket_encryption(Bucket=BUCKET, ServerSideEncryptionConfiguration={"Rules": [rule]})

    def sign(operation: str, **parameters: str | int) -> str:
        url = urlsplit(s3.generate_presigned_url(operation, Params={"Bucket": BUCKET, **parameters}))
        return f"{url.path}?{url.query}"

    return Target(urlsplit(endpoint).port or 0, server.pid, sign)


_QUERIES = {"create_multipart_upload": "uploads"}


def _unsigned(operation: str, Key: str, **parameters: str | int) -> str:  # noqa: N803 - boto3's name
    """rclone asks nobody who they are."""
    names = {"UploadId": "uploadId", "PartNumber": "partNumber"}
    query = urlencode({names[name]: value for name, value in parameters.items()}) or _QUERIES.get(operation, "")
    return f"/{BUCKET}/{Key}" + (f"?{query}" if query else "")
