"""A job's clients: made once, always with the newest credentials, patient where only the session is over."""

import threading
import time
from typing import Any

import pytest

from sealcanvas.jobs.failures import failure_of
from sealcanvas.jobs.working import clients
from sealcanvas.jobs.working.clients import Clients

OLD = {"access_key": "OLD", "secret_key": "s", "session_token": "t"}
NEW = {"access_key": "NEW", "secret_key": "s", "session_token": "t"}


class ClientError(Exception):
    """As botocore's looks from outside."""

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(code)
        self.response = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": 400}}


class Service:
    """A client whose calls are refused with `error` while it signs with the old key."""

    def __init__(self, key: str, error: ClientError) -> None:
        self.key, self.error, self.calls = key, error, 0

    def get_object(self, **_: str) -> str:
        return self.decrypt()

    def decrypt(self) -> str:
        self.calls += 1
        if self.key == "OLD":
            raise self.error
        return self.key


@pytest.fixture
def error() -> ClientError:
    return ClientError("ExpiredTokenException")


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, error: ClientError) -> list[Service]:
    made: list[Service] = []

    def connect(_service: str, _endpoint: str, key: str, *_: Any, ca: str | None) -> Service:
        assert ca is None
        made.append(Service(key, error))
        return made[-1]

    def renew(client: Service, key: str, *_: Any) -> None:
        client.key = key

    monkeypatch.setattr(clients, "connect", connect)
    monkeypatch.setattr(clients, "renew", renew)
    return made


def test_a_client_is_made_once_and_signs_with_what_came_last(made: list[Service]) -> None:
    mine = Clients("/socket", "us-east-1", OLD)
    client = mine.client("kms")
    mine.refresh(NEW)
    assert client.decrypt() == "NEW"
    assert client.decrypt() == "NEW"
    assert len(made) == 1


@pytest.mark.parametrize(
    "error",
    [
        ClientError("ExpiredToken"),
        ClientError("RequestTimeTooSkewed"),
        ClientError("InvalidSignatureException", "Signature expired: 20261126T000000Z is now earlier than …"),
    ],
    ids=lambda error: error.response["Error"]["Code"],
)
@pytest.mark.wall_clock
def test_a_call_whose_session_is_over_waits_for_the_next_one(made: list[Service]) -> None:
    mine = Clients("/socket", "us-east-1", OLD)
    threading.Timer(0.3, lambda: mine.refresh(NEW)).start()
    began = time.monotonic()
    assert mine.client("kms").decrypt() == "NEW"
    assert 0.2 < time.monotonic() - began < 5
    assert made[0].calls == 2


def test_where_none_comes_the_error_is_told(made: list[Service], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clients, "_EXPIRED_SECONDS", 0.1)
    with pytest.raises(ClientError) as refused:
        Clients("/socket", "us-east-1", OLD).client("kms").decrypt()
    assert refused.value.sealcanvas_service == "kms"  # type: ignore[attr-defined]  # for jobs.failures
    assert made[0].calls == 1


@pytest.mark.parametrize("error", [ClientError("AccessDeniedException")])
@pytest.mark.wall_clock
def test_another_refusal_is_told_at_once(made: list[Service]) -> None:
    began = time.monotonic()
    with pytest.raises(ClientError):
        Clients("/socket", "us-east-1", OLD).client("kms").decrypt()
    assert time.monotonic() - began < 1
    assert made[0].calls == 1


def test_an_error_of_s3_carries_the_bucket_and_the_object_that_it_is_about(
    made: list[Service], error: ClientError
) -> None:
    error.response = {"Error": {"Code": "NoSuchKey", "Message": ""}, "ResponseMetadata": {}}
    client = Clients("/socket", "us-east-1", OLD).client("s3")
    for request, resource in (({"Bucket": "in", "Key": "a/b.csv"}, "s3://in/a/b.csv"), ({"Bucket": "in"}, "s3://in")):
        with pytest.raises(ClientError) as refused:
            client.get_object(**request)
        assert failure_of(refused.value).resource == resource
    assert made[0].calls == 2
