"""An operation: authorized, atomic, audited, the same way for a stranger and for a service above."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from sealcanvas.access.principal import Principal
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request, Service
from sealcanvas.service.resource import PlainResource
from sealcanvas.storage.commit_group import WouldWait
from tests.support.instance import ACCOUNT, call_as, make_instance

KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/k"


class Broken(ServiceError):
    """An error of the test's own."""


class Refused(AccessDenied):
    """The test service's denial."""

    code = "AccessDeniedException"


@pytest.fixture
def service() -> Service:
    # Named as a served service, so that the sensitive members come from its model.
    return Service("kms", access_denied=Refused)


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    instance = make_instance(tmp_path)
    with instance.database.transaction() as connection:
        connection.execute(text("CREATE TABLE marks (body TEXT)"))
    return instance


def root(instance: Instance) -> Call:
    return call_as(instance, Principal.root(ACCOUNT))


def stranger(instance: Instance) -> Call:
    return call_as(instance, Principal.service_principal("stranger.amazonaws.com"))


def marks(instance: Instance) -> list[str]:
    with instance.database.read() as connection:
        return [str(row.body) for row in connection.execute(text("SELECT body FROM marks"))]


def mark(call: Call, body: str) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(text("INSERT INTO marks VALUES (:body)"), {"body": body})


def test_what_a_refused_caller_asked_is_not_done_but_recorded(instance: Instance, service: Service) -> None:
    @service.operation("Encrypt", resource=lambda *_: PlainResource(KEY, ACCOUNT))
    def encrypt(call: Call, _key: Any, _request: Request) -> Request:
        mark(call, "done")
        return {}

    call = stranger(instance)
    with pytest.raises(Refused, match="kms:Encrypt"):
        encrypt(call, {"KeyId": "k", "Plaintext": b"secret"})
    assert marks(instance) == []
    (record,) = instance.trail.of_request(call.request_id)
    assert record["errorCode"] == "AccessDeniedException"
    assert record["resources"] == [{"ARN": KEY}]
    assert record["sealcanvas"]["decisions"][0]["allowed"] is False
    assert "secret" not in str(record)


def test_a_failed_handler_leaves_nothing_but_its_record_and_those_it_called(
    instance: Instance, service: Service
) -> None:
    @service.operation("Decrypt", action=None)
    def inner(call: Call, _request: Request) -> Request:
        mark(call, "inner")
        return {}

    @service.operation("ReEncrypt", action=None)
    def outer(call: Call, _request: Request) -> Request:
        inner(call.through("s3"), {})
        raise Broken("no")

    call = root(instance)
    with pytest.raises(Broken):
        outer(call, {})
    assert marks(instance) == []
    records = instance.trail.of_request(call.request_id)
    assert [(r["eventName"], r.get("errorCode")) for r in records] == [("ReEncrypt", "Broken"), ("Decrypt", None)]
    assert records[1]["sealcanvas"]["via"] == ["s3.us-east-1.amazonaws.com"]
    assert instance.trail.verify() == len(instance.trail.newest(1000))


def test_an_unexpected_failure_is_recorded_by_its_type_alone(instance: Instance, service: Service) -> None:
    @service.operation("Encrypt", action=None)
    def encrypt(_call: Call, _request: Request) -> Request:
        raise RuntimeError("with a secret in it")

    call = root(instance)
    with pytest.raises(RuntimeError):
        encrypt(call, {})
    (record,) = instance.trail.of_request(call.request_id)
    assert (record["errorCode"], record["errorMessage"]) == ("InternalFailure", "RuntimeError")


def test_sensitive_members_are_hidden_in_the_record(instance: Instance, service: Service) -> None:
    @service.operation("Encrypt", action=None)
    def encrypt(_call: Call, _request: Request) -> Request:
        return {}

    call = root(instance)
    encrypt(call, {"KeyId": "k", "Plaintext": "secret", "EncryptionContext": {"a": "b"}})
    (record,) = instance.trail.of_request(call.request_id)
    expected = {"KeyId": "k", "Plaintext": "HIDDEN_DUE_TO_SECURITY_REASONS", "EncryptionContext": {"a": "b"}}
    assert record["requestParameters"] == expected


def test_an_operation_is_defined_once(service: Service) -> None:
    service.operation("Encrypt")(lambda *_: {})
    with pytest.raises(ValueError, match="defined twice"):
        service.operation("Encrypt")(lambda *_: {})


def test_a_services_own_call_says_for_what_it_acts(instance: Instance) -> None:
    job = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/j"
    keys = service_call(instance, "sagemaker.amazonaws.com", source_arn=job).conditions()
    assert keys["aws:SourceArn"] == job
    assert keys["aws:SourceAccount"] == ACCOUNT
    assert keys["aws:PrincipalIsAWSService"] == "true"
    assert keys["aws:PrincipalServiceName"] == "sagemaker.amazonaws.com"


def test_the_way_a_call_came_is_seen(instance: Instance) -> None:
    keys = root(instance).through("sagemaker").through("s3").conditions()
    assert keys["aws:CalledVia"] == ("sagemaker.us-east-1.amazonaws.com", "s3.us-east-1.amazonaws.com")
    assert keys["aws:CalledViaLast"] == "s3.us-east-1.amazonaws.com"
    assert keys["aws:ViaAWSService"] == "true"


def test_what_is_to_be_asked_again_leaves_no_record_nor_do_the_calls_it_made(
    instance: Instance, service: Service
) -> None:
    @service.operation("GenerateRandom", action=None, atomic=False)
    def inner(_call: Call, _request: Request) -> Request:
        return {}

    @service.operation("Encrypt", action=None, atomic=False)
    def outer(call: Call, _request: Request) -> Request:
        inner(call)
        instance.database.must_wait()
        return {}

    call = root(instance)
    with pytest.raises(WouldWait), instance.database.prompt():
        outer(call)
    assert instance.trail.of_request(call.request_id) == []
    outer(call)
    assert len(instance.trail.of_request(call.request_id)) == 2
