"""A 256 MiB object put and got, sealed, beside `rclone serve s3` (Go, plaintext, on the same disk)."""

import http.client
import os
import sys
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from botocore.config import Config

from bench.processes import cpu_seconds, free_port, serving
from bench.spread import ratios, spread
from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of

_ROUNDS = 3
_SIZE = 256 << 20
_BLOCK = os.urandom(1 << 20)


def run() -> dict[str, Any]:
    """MB a second by wall and by server CPU, ours and rclone's, and their ratios."""
    server = EmbeddedServer()
    server.start()
    port = free_port()
    with tempfile.TemporaryDirectory(dir=server.folder) as folder:
        (Path(folder) / "bench").mkdir()
        rclone = str(Path(sys.executable).with_name("rclone"))
        try:
            with serving([rclone, "serve", "s3", folder, "--addr", f"127.0.0.1:{port}"], port) as pid:
                return _compare(server, pid, port)
        finally:
            server.stop()
            server.remove()


def _compare(server: EmbeddedServer, rclone: int, port: int) -> dict[str, Any]:
    put, get, ours_port = _presigned(server)
    plain = "/bench/object"
    targets = {
        "ours": (ours_port, server.pid, put, get),
        "rclone": (port, rclone, plain, plain),
    }
    wall: dict[str, dict[str, list[float]]] = {"PUT": {"ours": [], "rclone": []}, "GET": {"ours": [], "rclone": []}}
    cpu: dict[str, dict[str, list[float]]] = {"PUT": {"ours": [], "rclone": []}, "GET": {"ours": [], "rclone": []}}
    for _ in range(_ROUNDS):
        for who, (target_port, pid, put_path, get_path) in targets.items():
            for method, path in (("PUT", put_path), ("GET", get_path)):
                seconds, busy = _transfer(target_port, pid, method, path)
                wall[method][who].append(_SIZE / 1e6 / seconds)
                cpu[method][who].append(_SIZE / 1e6 / max(busy, 0.01))
    result: dict[str, Any] = {"peer": "rclone serve s3 (plaintext)", "bytes": _SIZE}
    for method in ("PUT", "GET"):
        result[method] = {
            "mb_per_second": {who: spread(v) for who, v in wall[method].items()},
            "mb_per_server_cpu_second": {who: spread(v) for who, v in cpu[method].items()},
            "ratio_wall": ratios(wall[method]["ours"], wall[method]["rclone"]),
            "ratio_server_cpu": ratios(cpu[method]["ours"], cpu[method]["rclone"]),
        }
    return result


def _presigned(server: EmbeddedServer) -> tuple[str, str, int]:
    """Presigned paths, so that the client's signing is not measured, under a customer managed key."""
    environment = environment_of(server.home)
    session = boto3.Session(
        environment["AWS_ACCESS_KEY_ID"],
        environment["AWS_SECRET_ACCESS_KEY"],
        region_name=environment["AWS_DEFAULT_REGION"],
    )
    config = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    s3 = session.client("s3", endpoint_url=environment["AWS_ENDPOINT_URL"], config=config)
    key = session.client("kms", endpoint_url=environment["AWS_ENDPOINT_URL"]).create_key()["KeyMetadata"]["Arn"]
    s3.create_bucket(Bucket="bench")
    rule = {"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}}
    s3.put_bucket_encryption(Bucket="bench", ServerSideEncryptionConfiguration={"Rules": [rule]})
    parameters = {"Bucket": "bench", "Key": "object"}
    urls = [urlsplit(s3.generate_presigned_url(name, Params=parameters)) for name in ("put_object", "get_object")]
    put, get = (f"{url.path}?{url.query}" for url in urls)
    return put, get, urls[0].port or 0


def _transfer(port: int, pid: int, method: str, path: str) -> tuple[float, float]:
    connection = http.client.HTTPConnection("127.0.0.1", port)
    before, began = cpu_seconds(pid), time.monotonic()
    if method == "PUT":
        blocks = (_BLOCK for _ in range(_SIZE // len(_BLOCK)))
        connection.request("PUT", path, blocks, {"Content-Length": str(_SIZE)}, encode_chunked=False)
        answer = connection.getresponse()
        answer.read()
    else:
        connection.request("GET", path)
        answer = connection.getresponse()
        size = 0
        buffer = bytearray(1 << 20)
        while count := answer.readinto(buffer):
            size += count
        if size != _SIZE:
            raise RuntimeError(f"{size} bytes came back")
    seconds = time.monotonic() - began
    if answer.status not in (200, 201):
        raise RuntimeError(f"{method} answered {answer.status}")
    connection.close()
    return seconds, cpu_seconds(pid) - before
