"""What AWS publishes of the proxy API, held to our code: the integrity value's example, and signatures by botocore."""

from base64 import b64decode
from datetime import UTC, datetime

from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.key_stores.xks.external_key import integrity_value
from sealcanvas.kms.key_stores.xks.signature import SERVICE, signed_headers


def test_the_integrity_value_of_appendix_c() -> None:
    # XKS proxy API specification, "Encrypt" and appendix C.
    parts = [
        "cHJvamVjdD1uaWxlLGRlcGFydG1lbnQ9bWFya2V0aW5n",
        "a2V5X3ZlcnNpb249MQ==",
        "HMrlRw85cAJUd5Ax",
        "ghxkK1txeDNn3q8Y",
        "vBxN2ncH1oEkR8WVXpmyYQ==",
    ]
    assert integrity_value(*map(b64decode, parts)) == b64decode("qHA/ImC9h5HsLRXqCyPmWgYx7tzyoTplzILbP0fPXsc=")


def test_botocore_signs_the_same() -> None:
    access, secret = "HGIE2BUAFNDMBCMSQVWLGCEX", "VU6W2byoiBrhDqNGbx703oL0syCAmhlQgwNUT123456"
    path, body = "/path/kms/xks/v1/keys/b42c7fbf-de61_441c.ae24/encrypt", b'{"a":1}'
    now = datetime.now(UTC).replace(microsecond=0)
    ours = signed_headers(access, Secret(secret.encode()), "eu-west-1", now, "xks.acme.com", path, body)
    request = AWSRequest("POST", f"https://xks.acme.com{path}", data=body)
    signer = SigV4Auth(Credentials(access, secret), SERVICE, "eu-west-1")
    request.context["timestamp"] = ours["X-Amz-Date"]
    request.headers["X-Amz-Date"] = ours["X-Amz-Date"]
    request.headers["Host"] = "xks.acme.com"
    text = signer.string_to_sign(request, signer.canonical_request(request))
    assert ours["Authorization"].endswith(f"Signature={signer.signature(text, request)}")
