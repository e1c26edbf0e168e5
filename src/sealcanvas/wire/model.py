"""Service models as the rest of the package sees them: what is served, its shapes, its errors."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from botocore.model import ServiceModel as BotocoreModel

SERVICES = (
    *("kms", "iam", "sts", "organizations", "s3", "cloudtrail"),
    *("sagemaker", "sagemaker-runtime", "forecast", "forecastquery", "sealcanvas"),
)

# Answers that let their holder in, which AWS's models do not mark as sensitive.
_SESSION = "Credentials.SessionToken"
_BEARER = {
    "AssumeRole": _SESSION,
    "AssumeRoleWithWebIdentity": _SESSION,
    "GetFederationToken": _SESSION,
    "GetSessionToken": _SESSION,
    "CreatePresignedDomainUrl": "AuthorizedUrl",
}

Shape = Any  # botocore.model.Shape, which ships no types


@dataclass(frozen=True, eq=False)
class ServiceModel:
    """One service: protocol is "json", "query", "rest-json" or "rest-xml"; target_prefix is "" but for json.

    refused: of S3, the operations that are not served: method and URI by their names. successors: older names of
    served operations, with those that answer in their place.
    """

    name: str
    protocol: str
    signing_name: str
    target_prefix: str
    api_version: str
    xml_namespace: str
    subresources: frozenset[str]
    refused: Mapping[str, tuple[str, str]] = field(repr=False)
    successors: Mapping[str, str] = field(repr=False)
    operations: Mapping[str, Operation] = field(repr=False)
    shape_names: frozenset[str] = field(repr=False)
    _botocore: Any = field(repr=False)

    def shape(self, name: str) -> Shape:
        """The shape of that name; raises botocore's NoShapeFoundError when the trimmed model has none."""
        return self._botocore.shape_for(name)

    def client_model(self, operation: str) -> Any:
        """botocore's own model of a served operation: what its serializers take."""
        return self._botocore.operation_model(operation)

    @property
    def codes(self) -> frozenset[str]:
        """Every error code that the service's served operations declare."""
        return frozenset(code for operation in self.operations.values() for code in operation.errors)


@dataclass(frozen=True, eq=False)
class Operation:
    """One operation of a service, with its input and output as botocore shapes.

    errors: declared error codes as on the wire. sensitive_members: dotted paths of input and output members that must
    reach no log ("Plaintext", "Credentials.SecretAccessKey"; lists and maps add no step). unsigned: the model says
    that it is called without a signature (`authtype: none`); one that is sent all the same has no part in it.
    document_checksum: the checksum that a request states is that of its body.
    """

    service: ServiceModel
    name: str
    input: Shape | None = field(repr=False)
    output: Shape | None = field(repr=False)
    errors: frozenset[str] = field(repr=False)
    error_status: Mapping[str, int] = field(repr=False)
    http_method: str
    request_uri: str
    response_status: int = field(repr=False)
    streaming_input: bool
    streaming_output: bool
    document_checksum: bool
    unsigned: bool
    sensitive_members: frozenset[str] = field(repr=False)

    @property
    def id(self) -> str:
        """`service:Operation`, unique over all services."""
        return f"{self.service.name}:{self.name}"


def document(service: str) -> dict[str, Any]:
    """The trimmed model of a service as JSON values; raises KeyError for a service that is not served."""
    if service not in SERVICES:
        raise KeyError(service)
    folder = resources.files("sealcanvas.wire") / "models"
    file = folder / f"{service}.json"
    if service == "sealcanvas":
        file = folder / "data" / service / "2026-11-01" / "service-2.json"
    loaded: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return loaded


@cache
def load(service: str) -> ServiceModel:
    """The model of a served service, read once; raises KeyError for any other name."""
    botocore = BotocoreModel(document(service), service)
    metadata = botocore.metadata
    operations: dict[str, Operation] = {}
    model = ServiceModel(
        name=service,
        protocol=metadata["protocol"],
        signing_name=botocore.signing_name,
        target_prefix=metadata.get("targetPrefix", ""),
        api_version=metadata["apiVersion"],
        xml_namespace=_namespace(metadata),
        subresources=frozenset(metadata.get("subresources", ())),
        refused={name: (one["method"], one["requestUri"]) for name, one in metadata.get("refused", {}).items()},
        successors=dict(metadata.get("successors", {})),
        operations=operations,
        shape_names=frozenset(botocore.shape_names),
        _botocore=botocore,
    )
    for name in botocore.operation_names:
        operations[name] = _operation(model, botocore.operation_model(name))
    return model


def _namespace(metadata: Mapping[str, Any]) -> str:
    if metadata["protocol"] == "rest-xml":
        # S3's model leaves it to each payload; its API reference gives this one for every answer.
        return f"http://s3.amazonaws.com/doc/{metadata['apiVersion']}/"
    return str(metadata.get("xmlNamespace", ""))


def _operation(service: ServiceModel, found: Any) -> Operation:
    errors = {shape.error_code: shape.metadata.get("error", {}).get("httpStatusCode") for shape in found.error_shapes}
    sensitive = {*_sensitive(found.input_shape), *_sensitive(found.output_shape)}
    if found.name in _BEARER:
        sensitive.add(_BEARER[found.name])
    return Operation(
        service=service,
        name=found.name,
        input=found.input_shape,
        output=found.output_shape,
        errors=frozenset(errors),
        error_status={code: status for code, status in errors.items() if status},
        http_method=found.http["method"],
        request_uri=found.http["requestUri"],
        response_status=found.http.get("responseCode", 200),
        streaming_input=_streams(found.input_shape),
        streaming_output=_streams(found.output_shape),
        document_checksum="requestAlgorithmMember" in (found.http_checksum or {}),
        unsigned=found.auth_type == "none",
        sensitive_members=frozenset(sensitive),
    )


def _streams(shape: Shape | None) -> bool:
    """Whether the payload is a stream, by the model's own word; botocore takes every payload of bytes for one."""
    payload = shape.serialization.get("payload") if shape is not None else None
    return payload is not None and bool(shape.members[payload].serialization.get("streaming"))  # type: ignore[union-attr]  # a payload has a shape


def _sensitive(shape: Shape | None, path: str = "", above: tuple[str, ...] = ()) -> Iterator[str]:
    if shape is None or shape.name in above:
        return
    if path and shape.metadata.get("sensitive"):
        yield path
        return
    above = (*above, shape.name)
    if shape.type_name == "structure":
        for name, member in shape.members.items():
            yield from _sensitive(member, f"{path}.{name}" if path else name, above)
    elif shape.type_name == "list":
        yield from _sensitive(shape.member, path, above)
    elif shape.type_name == "map":
        yield from _sensitive(shape.value, path, above)
