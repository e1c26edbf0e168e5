"""KMS GenerateDataKey and Decrypt over raw HTTP, beside `moto_server`, which checks neither signature nor policy."""

import base64
import http.client
import json
import sys
import threading
import time
from typing import Any

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bench.processes import cpu_seconds, free_port, serving
from bench.spread import ratios, spread
from sealcanvas.demo.embedded import EmbeddedServer
from sealcanvas.server.environment import environment_of

_ROUNDS = 3
_CALLS = 1200
_CONNECTIONS = 8


def run() -> dict[str, Any]:
    """Calls a second by wall and by server CPU, ours and moto's, and their ratios."""
    server = EmbeddedServer()
    server.start()
    port = free_port()
    try:
        with serving([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)], port) as moto:
            return _compare(server, moto, port)
    finally:
        server.stop()
        server.remove()


def _compare(server: EmbeddedServer, moto: int, moto_port: int) -> dict[str, Any]:
    environment = environment_of(server.home)
    ours = _Target(int(environment["AWS_ENDPOINT_URL"].rpartition(":")[2]), server.pid, environment)
    peer = _Target(moto_port, moto, environment)
    result: dict[str, Any] = {"peer": "moto_server", "connections": _CONNECTIONS, "calls": _CALLS}
    for name in ("GenerateDataKey", "Decrypt"):
        figures: dict[str, list[tuple[float, float]]] = {"ours": [], "moto": []}
        for _ in range(_ROUNDS):
            figures["ours"].append(_measure(ours, name))
            figures["moto"].append(_measure(peer, name))
        wall = {who: [f[0] for f in values] for who, values in figures.items()}
        cpu = {who: [f[1] for f in values] for who, values in figures.items()}
        result[name] = {
            "calls_per_second": {who: spread(v) for who, v in wall.items()},
            "calls_per_server_cpu_second": {who: spread(v) for who, v in cpu.items()},
            "ratio_wall": ratios(wall["ours"], wall["moto"]),
            "ratio_server_cpu": ratios(cpu["ours"], cpu["moto"]),
        }
    return result


class _Target:
    """A server with a key, and signed requests for it."""

    def __init__(self, port: int, pid: int, environment: dict[str, str]) -> None:
        self.port = port
        self.pid = pid
        self._credentials = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        key = self.call(self.request("CreateKey", {}))["KeyMetadata"]["KeyId"]
        generate = {"KeyId": key, "KeySpec": "AES_256", "EncryptionContext": {"purpose": "bench"}}
        blob = self.call(self.request("GenerateDataKey", generate))["CiphertextBlob"]
        decrypt = {"CiphertextBlob": blob, "EncryptionContext": {"purpose": "bench"}}
        self.requests = {
            "GenerateDataKey": self.request("GenerateDataKey", generate),
            "Decrypt": self.request("Decrypt", decrypt),
        }
        plaintext = self.call(self.requests["Decrypt"])["Plaintext"]
        if len(base64.b64decode(plaintext)) != 32:
            raise RuntimeError("the server does not give a data key back")

    def request(self, operation: str, body: dict[str, Any]) -> tuple[bytes, dict[str, str]]:
        data = json.dumps(body).encode()
        headers = {"X-Amz-Target": f"TrentService.{operation}", "Content-Type": "application/x-amz-json-1.1"}
        signed = AWSRequest("POST", f"http://127.0.0.1:{self.port}/", data=data, headers=headers)
        SigV4Auth(self._credentials, "kms", "us-east-1").add_auth(signed)
        return data, dict(signed.headers.items())

    def call(self, request: tuple[bytes, dict[str, str]]) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.request("POST", "/", *request)
        answer = json.loads(connection.getresponse().read())
        connection.close()
        return answer


def _measure(target: _Target, operation: str) -> tuple[float, float]:
    data, headers = target.requests[operation]
    failures: list[int] = []

    def client() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", target.port)
        for _ in range(_CALLS // _CONNECTIONS):
            connection.request("POST", "/", data, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status != 200:
                failures.append(answer.status)
        connection.close()

    threads = [threading.Thread(target=client) for _ in range(_CONNECTIONS)]
    cpu, began = cpu_seconds(target.pid), time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    wall, cpu = time.monotonic() - began, cpu_seconds(target.pid) - cpu
    if failures:
        raise RuntimeError(f"{operation} failed {len(failures)} times: {failures[:3]}")
    return _CALLS / wall, _CALLS / max(cpu, 0.01)
