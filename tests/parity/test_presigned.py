"""What boto3 presigns, sent by curl: GET, PUT and forms, by somebody who has no keys."""

import base64
import hashlib
import json
import secrets
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

import pytest
from botocore.exceptions import ClientError

from tests.support.buckets import allow_customer_keys
from tests.support.live import Live

_KEY = "売上/2026 年 (1).csv"


@dataclass(frozen=True)
class Answer:
    """What curl got."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def code(self) -> str | None:
        """The code of an error."""
        return ElementTree.fromstring(self.body).findtext("Code")  # noqa: S314  # our own server's

    @property
    def message(self) -> str:
        """The message of an error."""
        return ElementTree.fromstring(self.body).findtext("Message") or ""  # noqa: S314


@pytest.fixture
def bucket(live: Live) -> str:
    name = f"presigned-{secrets.token_hex(6)}"
    live.client("s3").create_bucket(Bucket=name)
    allow_customer_keys(live.client("s3"), name)
    return name


def curl(tmp_path: Path, *options: str) -> Answer:
    got, told = tmp_path / "got", tmp_path / "told"
    got.write_bytes(b"")
    command = ["curl", "--silent", "--show-error", "--max-time", "30", "-o", str(got), "-D", str(told), *options]
    subprocess.run(command, check=True)
    *_, last = told.read_bytes().decode("latin-1").strip().split("\r\n\r\n")
    first, *lines = last.split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    return Answer(int(first.split()[1]), headers, got.read_bytes())


def test_a_presigned_put_and_get(live: Live, bucket: str, tmp_path: Path) -> None:
    s3, data = live.client("s3", signature_version="s3v4"), secrets.token_bytes(2_000_000)
    sent = tmp_path / "sent"
    sent.write_bytes(data)
    put = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": _KEY, "ContentType": "text/csv"})
    assert curl(tmp_path, "-T", str(sent), put).status == 403, "the content type is signed"
    assert curl(tmp_path, "-T", str(sent), "-H", "Content-Type: text/csv", put).status == 200
    get = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": _KEY})
    answer = curl(tmp_path, get)
    assert (answer.status, answer.headers["content-type"]) == (200, "text/csv")
    assert hashlib.sha256(answer.body).digest() == hashlib.sha256(data).digest()
    part = curl(tmp_path, "-r", "1000000-1000009", get)
    assert (part.status, part.body) == (206, data[1_000_000:1_000_010])
    assert curl(tmp_path, get.replace("X-Amz-Signature=", "X-Amz-Signature=0")).status in (400, 403)


def test_reading_chooses_no_encryption(live: Live, bucket: str) -> None:
    s3 = live.client("s3", signature_version="s3v4")
    s3.put_object(Bucket=bucket, Key="a", Body=b"x")

    def choose(request: Any, **_: Any) -> None:
        request.headers["x-amz-server-side-encryption"] = "AES256"

    s3.meta.events.register("before-sign.s3.GetObject", choose)
    with pytest.raises(ClientError, match="x-amz-server-side-encryption header is not supported for this operation"):
        s3.get_object(Bucket=bucket, Key="a")
    s3.meta.events.unregister("before-sign.s3.GetObject", choose)
    assert s3.get_object(Bucket=bucket, Key="a")["Body"].read() == b"x"


def test_who_presigns_need_not_know_the_customers_key(live: Live, bucket: str, tmp_path: Path) -> None:
    s3, own = live.client("s3", signature_version="s3v4"), secrets.token_bytes(32)
    sent = tmp_path / "sent"
    sent.write_bytes(b"secret")
    sse, where = "x-amz-server-side-encryption-customer", {"Bucket": bucket, "Key": _KEY}
    header = f"{sse}-algorithm: AES256"
    md5 = base64.b64encode(hashlib.md5(own, usedforsecurity=False).digest()).decode()
    keys = ["-H", f"{sse}-key: {base64.b64encode(own).decode()}", "-H", f"{sse}-key-MD5: {md5}"]
    put = s3.generate_presigned_url("put_object", Params={**where, "SSECustomerAlgorithm": "AES256"})
    assert curl(tmp_path, "-T", str(sent), "-H", header, *keys, put).status == 200
    get = s3.generate_presigned_url("get_object", Params={**where, "SSECustomerAlgorithm": "AES256"})
    assert curl(tmp_path, "-H", header, *keys, get).body == b"secret"
    assert curl(tmp_path, "-H", header, get).status == 400
    plain = s3.generate_presigned_url("put_object", Params=where)
    refused = curl(tmp_path, "-T", str(sent), "-H", header, *keys, plain)
    assert (refused.status, refused.code) == (403, "AccessDenied"), "a key that the signer did not speak of"


@dataclass(frozen=True)
class Poster:
    """Posts presigned forms."""

    live: Live
    bucket: str
    folder: Path
    session: dict[str, str] | None = None

    def form(self, key: str, *conditions: list[Any], **fields: str) -> dict[str, Any]:
        named = {
            name.replace("_", "-") if name.startswith(("x_", "Content_")) else name: v for name, v in fields.items()
        }
        made: dict[str, Any] = self.live.client("s3", self.session, signature_version="s3v4").generate_presigned_post(
            self.bucket, key, Fields=named, Conditions=[*({n: v} for n, v in named.items()), *conditions]
        )
        return made

    def send(self, form: dict[str, Any], data: bytes, *more: str, filename: str = "上 り.csv") -> Answer:
        sent = self.folder / "sent"
        sent.write_bytes(data)
        options = [option for name, value in form["fields"].items() for option in ("--form-string", f"{name}={value}")]
        return curl(self.folder, *options, "-F", f'file=@{sent};filename="{filename}"', *more, form["url"])

    def stored(self, key: str) -> dict[str, Any]:
        got: dict[str, Any] = self.live.client("s3").get_object(Bucket=self.bucket, Key=key)
        return {**got, "Body": got["Body"].read()}


@pytest.fixture
def poster(live: Live, bucket: str, tmp_path: Path) -> Poster:
    return Poster(live, bucket, tmp_path)


def test_a_form_stores_its_file_as_it_says(poster: Poster) -> None:
    data = secrets.token_bytes(3_000_000)
    form = poster.form("up/${filename}", x_amz_meta_who="アナ", Content_Type="text/csv", success_action_status="201")
    answer = poster.send(form, data)
    assert answer.status == 201
    told = {child.tag: child.text for child in ElementTree.fromstring(answer.body)}  # noqa: S314
    assert (told["Bucket"], told["Key"]) == (poster.bucket, "up/上 り.csv")
    assert told["ETag"] == answer.headers["etag"] == f'"{hashlib.md5(data, usedforsecurity=False).hexdigest()}"'
    assert told["Location"] == answer.headers["location"]
    assert urlsplit(answer.headers["location"]).path == f"/{poster.bucket}/up%2F%E4%B8%8A%20%E3%82%8A.csv"
    stored = poster.stored("up/上 り.csv")
    assert stored["Body"] == data
    assert stored["ContentType"] == "text/csv"
    assert stored["ResponseMetadata"]["HTTPHeaders"]["x-amz-meta-who"].startswith("=?UTF-8?B?")


def test_the_answers_of_a_form(poster: Poster) -> None:
    plain = poster.send(poster.form("a"), b"x")
    assert (plain.status, plain.body) == (204, b"")
    assert plain.headers["x-amz-checksum-type"] == "FULL_OBJECT"
    assert "content-type" not in plain.headers
    assert poster.send(poster.form("a", success_action_status="200"), b"x").status == 200
    assert poster.send(poster.form("a", success_action_status="404"), b"x").status == 204
    target = "https://example.org/done?from=form"
    moved = poster.send(poster.form("b c", success_action_redirect=target), b"x")
    assert moved.status == 303
    assert moved.headers["location"].startswith(f"{target}&bucket={poster.bucket}&key=b+c&etag=%22")
    assert parse_qs(urlsplit(moved.headers["location"]).query)["key"] == ["b c"]
    for no_url in ("/relative", "javascript:alert(1)", "https://"):
        assert poster.send(poster.form("a", success_action_redirect=no_url), b"x").status == 204


def test_a_form_may_say_how_to_encrypt_tag_and_check(poster: Poster) -> None:
    key = poster.live.client("kms").create_key()["KeyMetadata"]["Arn"]
    sse = "x-amz-server-side-encryption"
    fields = {sse: "aws:kms", f"{sse}-aws-kms-key-id": key}
    form = poster.form(
        "k", **{**fields, "tagging": "<Tagging><TagSet><Tag><Key>a</Key><Value>1</Value></Tag></TagSet></Tagging>"}
    )
    answer = poster.send(form, b"x")
    assert (answer.status, answer.headers[f"{sse}-aws-kms-key-id"]) == (204, key)
    s3 = poster.live.client("s3")
    assert s3.head_object(Bucket=poster.bucket, Key="k")["SSEKMSKeyId"] == key
    assert s3.head_object(Bucket=poster.bucket, Key="k")["TagCount"] == 1
    digest = base64.b64encode(hashlib.sha256(b"x").digest()).decode()
    assert poster.send(poster.form("c", **{"x-amz-checksum-sha256": digest}), b"x").status == 204
    refused = poster.send(poster.form("c", **{"x-amz-checksum-sha256": digest}), b"y")
    assert (refused.status, refused.code) == (400, "BadDigest")
    alone = poster.send(poster.form("c", **{"x-amz-checksum-algorithm": "SHA256"}), b"x")
    assert (alone.status, alone.code) == (400, "InvalidRequest")
    secret = secrets.token_bytes(32)
    customer = {
        f"{sse}-customer-algorithm": "AES256",
        f"{sse}-customer-key": base64.b64encode(secret).decode(),
        f"{sse}-customer-key-MD5": base64.b64encode(hashlib.md5(secret, usedforsecurity=False).digest()).decode(),
    }
    assert poster.send(poster.form("s", **customer), b"x").headers[f"{sse}-customer-algorithm"] == "AES256"
    s3.get_object(Bucket=poster.bucket, Key="s", SSECustomerAlgorithm="AES256", SSECustomerKey=secret)


def test_forms_that_are_refused_store_nothing(poster: Poster) -> None:
    def refusal(answer: Answer) -> tuple[int, str | None]:
        return answer.status, answer.code

    sizes = ["content-length-range", 5, 10]
    assert refusal(poster.send(poster.form("r", sizes), b"1234")) == (400, "EntityTooSmall")
    assert refusal(poster.send(poster.form("r", sizes), b"x" * 5_000_000)) == (400, "EntityTooLarge")
    failed = poster.send(poster.form("r", ["starts-with", "$key", "in/"]), b"x")
    assert failed.message == 'Invalid according to Policy: Policy Condition failed: ["starts-with", "$key", "in/"]'
    extra = poster.form("r")
    extra["fields"]["x-amz-meta-more"] = "1"
    assert poster.send(extra, b"x").message == "Invalid according to Policy: Extra input fields: x-amz-meta-more"
    for name, value in (("policy", "e30="), ("x-amz-signature", "0" * 64)):
        forged = poster.form("r")
        forged["fields"][name] = value
        assert refusal(poster.send(forged, b"x")) == (403, "SignatureDoesNotMatch")
    unsigned = {"url": poster.form("r")["url"], "fields": {"key": "r"}}
    assert refusal(poster.send(unsigned, b"x")) == (403, "AccessDenied")
    unnamed = poster.form("r")
    del unnamed["fields"]["key"]
    assert poster.send(unnamed, b"x").message.startswith("Bucket POST must contain a field named 'key'.")
    stranger = poster.form("r")
    stranger["fields"]["x-amz-credential"] = "AKIANOBODY" + stranger["fields"]["x-amz-credential"][20:]
    assert refusal(poster.send(stranger, b"x")) == (403, "InvalidAccessKeyId")
    no_form = curl(poster.folder, "-X", "POST", "-H", "Content-Type: text/html", "-d", "x", poster.form("r")["url"])
    assert refusal(no_form) == (412, "PreconditionFailed")
    assert poster.live.client("s3").list_objects_v2(Bucket=poster.bucket)["KeyCount"] == 0


def test_a_form_is_its_signers_and_a_bucket_policy_sees_it(poster: Poster) -> None:
    s3 = poster.live.client("s3")
    s3.delete_public_access_block(Bucket=poster.bucket)
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{poster.bucket}/*",
        "Condition": {"StringEquals": {"s3:authType": "POST"}},
    }
    s3.put_bucket_policy(Bucket=poster.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [deny]}))
    refused = poster.send(poster.form("a"), b"x")
    assert (refused.status, refused.code) == (403, "AccessDenied")
    s3.put_object(Bucket=poster.bucket, Key="a", Body=b"by header")
    allow = {**deny, "Effect": "Allow", "Condition": {}}
    s3.put_bucket_policy(Bucket=poster.bucket, Policy=json.dumps({"Version": "2012-10-17", "Statement": [allow]}))
    anybody = {"url": poster.form("a")["url"], "fields": {"key": "from-${filename}"}}
    assert poster.send(anybody, b"anonymous", filename="b").status == 204
    assert poster.stored("from-b")["Body"] == b"anonymous"
