"""An instance, and clients of its object store that hold every answer against the service model."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

import sealcanvas.s3 as s3_operations
from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.kms import create_key
from sealcanvas.s3.state import state_of
from sealcanvas.service.body import BytesBody
from sealcanvas.service.call import Call
from sealcanvas.service.identity import IdentityPolicies, IdentitySource
from sealcanvas.service.instance import Instance
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as, make_instance
from tests.support.outer import OuterServer, outer_server

BUCKET = "sealed-data"


@dataclass
class Client:
    """Calls operations as one principal; `client.put_object(Key=…)` with the bucket filled in."""

    instance: Instance
    principal: Principal

    @property
    def call(self) -> Call:
        return call_as(self.instance, self.principal)

    def __getattr__(self, name: str) -> Callable[..., dict[str, Any]]:
        operation = getattr(s3_operations, name)

        def run(**members: Any) -> dict[str, Any]:
            shape = load("s3").operations[operation.name].input
            if shape is not None and "Bucket" in shape.required_members:
                members.setdefault("Bucket", BUCKET)
            if isinstance(members.get("Body"), bytes):
                members["Body"] = BytesBody(members["Body"])
            answer: dict[str, Any] = operation(self.call, members)
            served = {member: value for member, value in answer.items() if member != "Body"}
            serialize(load("s3").operations[operation.name], served, "request")
            return answer

        return run

    def put(self, key: str, data: bytes = b"data", **members: Any) -> dict[str, Any]:
        return self.put_object(Key=key, Body=data, **members)

    def get(self, key: str, **members: Any) -> bytes:
        return b"".join(self.get_object(Key=key, **members)["Body"])


@dataclass
class Granted:
    """An identity source that knows what the test grants; everybody else keeps what IAM says."""

    otherwise: IdentitySource
    documents: dict[str, list[dict[str, Any]]]

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        statements = self.documents.get(principal.principal_id)
        if statements is None:
            return self.otherwise.policies_of(principal)
        text = json.dumps({"Version": "2012-10-17", "Statement": statements})
        return IdentityPolicies(identity=(NamedPolicy("granted", PolicyDocument.parse(text, "identity")),))


# What these hold must hold wherever the sealed bytes lie.
_OF_BLOBS = ("objects", "multipart", "tampering", "concurrency", "scrub", "gc")
_STORES = ("folder", pytest.param("outer", marks=pytest.mark.slow))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "blobs" in metafunc.fixturenames:
        about_blobs = metafunc.module.__name__.rpartition(".test_s3_")[2] in _OF_BLOBS
        metafunc.parametrize("blobs", _STORES if about_blobs else ["folder"], indirect=True)


@pytest.fixture(scope="session")
def outer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OuterServer]:
    """An S3 server of another maker."""
    with outer_server(tmp_path_factory.mktemp("outer")) as server:
        yield server


@pytest.fixture
def blobs(request: pytest.FixtureRequest) -> OuterServer | None:
    """Where the sealed bytes lie: None is the state folder."""
    server: OuterServer | None = request.getfixturevalue("outer") if request.param == "outer" else None
    return server


@pytest.fixture
def instance(tmp_path: Path, clock: Clock, blobs: OuterServer | None) -> Iterator[Instance]:
    made = make_instance(tmp_path / "home", clock)
    if blobs is not None:
        made.objects = blobs.blobs(made.home / "objects" / "incoming")
    yield made
    state_of(made).reaper.sweep()
    made.database.close()


@pytest.fixture
def root(instance: Instance) -> Client:
    client = Client(instance, Principal.root(ACCOUNT))
    client.create_bucket()
    return client


@pytest.fixture
def key_arn(root: Client) -> str:
    return str(create_key(root.call, {})["KeyMetadata"]["Arn"])


@pytest.fixture
def as_role(instance: Instance) -> Callable[..., Client]:
    """Return a client of a role with the given statements."""
    granted = Granted(instance.identities, {})
    instance.identities = granted

    def make(*statements: dict[str, Any], name: str = "Jane") -> Client:
        principal = Principal.role_session(f"arn:aws:iam::{ACCOUNT}:role/{name}", f"AROA{name.upper():A<16}", "session")
        granted.documents[principal.principal_id] = list(statements)
        return Client(instance, principal)

    return make


def allow(*actions: str, resource: str = "*", **condition: Any) -> dict[str, Any]:
    """An Allow statement."""
    statement: dict[str, Any] = {"Effect": "Allow", "Action": list(actions), "Resource": resource}
    return {**statement, "Condition": condition} if condition else statement
