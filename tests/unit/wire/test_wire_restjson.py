"""rest-json, as SageMaker's runtime speaks it."""

import json

import pytest

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import load
from sealcanvas.wire.parse import parse
from sealcanvas.wire.route import route, service_of
from sealcanvas.wire.serialize import serialize, serialize_error
from sealcanvas.wire.validate import validate

SIGNED = "AWS4-HMAC-SHA256 Credential=AK/20261126/us-east-1/sagemaker/aws4_request, SignedHeaders=host, Signature=0"


def invocation(body: bytes = b"1,2\n", path: str = "/endpoints/churn-1/invocations", **headers: str) -> Request:
    named = {"authorization": SIGNED} | {name.replace("_", "-"): value for name, value in headers.items()}
    return Request("POST", path, "", named, body, "localhost", "http", "127.0.0.1")


def test_an_invocation_is_told_by_its_signature_and_its_path() -> None:
    assert route(invocation()).id == "sagemaker-runtime:InvokeEndpoint"
    described = Request(
        "POST", "/", "", {"authorization": SIGNED, "x-amz-target": "SageMaker.DescribeModel"}, b"", "h", "http", "::1"
    )
    assert route(described).id == "sagemaker:DescribeModel"
    assert service_of(Request("POST", "/", "", {"authorization": SIGNED}, b"", "h", "http", "::1")).name == "sagemaker"
    unsigned = Request("POST", "/endpoints/churn-1/invocations", "", {}, b"", "h", "http", "::1")
    assert service_of(unsigned).name == "s3"


@pytest.mark.parametrize(
    "path",
    ["/endpoints/churn-1", "/endpoints//invocations", "/endpoints/a/b/invocations", "/endpoints/a/async-invocations"],
)
def test_other_paths_are_no_operation(path: str) -> None:
    with pytest.raises(WireError) as refused:
        route(invocation(path=path))
    assert (refused.value.code, refused.value.status) == ("UnknownOperationException", 404)


def test_the_body_is_the_payload_and_headers_and_path_are_members() -> None:
    request = invocation(
        b"\x00\xff",
        content_type="text/csv",
        accept="application/json",
        X_Amzn_SageMaker_Target_Variant="not lower case: no header of ours",
        x_amzn_sagemaker_target_variant="A",
        x_amzn_sagemaker_inference_id="x1",
    )
    operation = route(request)
    found = parse(operation, request)
    assert found == {
        "EndpointName": "churn-1",
        "Body": b"\x00\xff",
        "ContentType": "text/csv",
        "Accept": "application/json",
        "TargetVariant": "A",
        "InferenceId": "x1",
    }
    validate(operation, found)
    assert not operation.streaming_input
    assert not operation.streaming_output
    assert operation.sensitive_members >= {"Body", "CustomAttributes"}


def test_bounds_are_held_and_the_body_is_not_repeated() -> None:
    operation = load("sagemaker-runtime").operations["InvokeEndpoint"]
    for found, word in (
        ({"EndpointName": "e", "Body": b"s" * (6 << 20) + b"s"}, "6291456"),
        ({"EndpointName": "-", "Body": b"secret"}, "regular expression"),
        ({"EndpointName": "e", "Body": b"", "InferenceId": "a\tb"}, "regular expression"),
    ):
        with pytest.raises(WireError, match=word) as refused:
            validate(operation, found)
        assert refused.value.code == "ValidationError"
        assert "secret" not in refused.value.message
    percent = invocation(path="/endpoints/%FF/invocations")
    with pytest.raises(WireError):
        parse(route(percent), percent)


def test_an_answer_is_bytes_with_headers() -> None:
    operation = load("sagemaker-runtime").operations["InvokeEndpoint"]
    answer = {"Body": b"yes\n", "ContentType": "text/csv", "InvokedProductionVariant": "A\r\nx-evil: 1"}
    response = serialize(operation, answer, "id-1")
    assert (response.status, response.body) == (200, b"yes\n")
    assert response.headers == {
        "x-amzn-requestid": "id-1",
        "content-type": "text/csv",
        "x-amzn-invoked-production-variant": "A  x-evil: 1",
    }


def test_an_error_names_its_code_in_a_header_and_its_members_in_the_body() -> None:
    service = load("sagemaker-runtime")
    response = serialize_error(service, "ModelError", "no", 424, {"OriginalStatusCode": 400}, "id-1")
    assert response.headers["x-amzn-errortype"] == "ModelError"
    assert response.headers["content-type"] == "application/json"
    assert json.loads(response.body) == {"__type": "ModelError", "Message": "no", "OriginalStatusCode": 400}
