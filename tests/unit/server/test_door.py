"""The door's wording of what went wrong on our side: AWS's code, and nothing of the cause on the wire or in the log."""

import errno
from pathlib import Path

import pytest

from sealcanvas.server.door import Door
from sealcanvas.storage.commit_group import CommitFailed
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load
from tests.support.instance import make_instance


@pytest.fixture
def door(tmp_path: Path) -> Door:
    return Door(make_instance(tmp_path))


REQUEST = Request("PUT", "/bucket/key", "", {}, b"", "localhost", "http", "127.0.0.1")


@pytest.mark.parametrize(
    ("error", "service", "operation", "status", "code"),
    [
        (CommitFailed("disk full"), "s3", "PutObject", 503, b"ServiceUnavailable"),
        (OSError(errno.ENOSPC, "No space left"), "s3", "PutObject", 503, b"ServiceUnavailable"),
        (KeyError("canary-secret"), "s3", "PutObject", 500, b"InternalError"),
        (CommitFailed("disk full"), "kms", "CreateKey", 500, b"InternalFailure"),
        (ValueError("canary-secret"), "kms", "Encrypt", 500, b"InternalFailure"),
    ],
)
def test_our_fault_is_told_without_its_cause(
    door: Door,
    error: Exception,
    service: str,
    operation: str,
    status: int,
    code: bytes,
    caplog: pytest.LogCaptureFixture,
) -> None:
    answer = door.refuse(error, REQUEST, "request-1", load(service).operations[operation])
    assert answer.response.status == status
    assert code in answer.response.body
    assert b"canary" not in answer.response.body
    assert "request-1" in caplog.text
    assert type(error).__name__ in caplog.text
    assert "canary" not in caplog.text
