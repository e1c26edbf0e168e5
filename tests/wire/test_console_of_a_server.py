"""The console of a real server process: signing in by link and by key, a role, uploads, the trail."""

import hashlib
import http.client
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import sealcanvas.server.console.static_files as static_files
from tests.support.live import Live, live_server

MIB = 1 << 20


class Tab:
    """A browser's tab: its cookie, its origin, and what a page's script could do."""

    def __init__(self, live: Live) -> None:
        self.url = live.environment["AWS_ENDPOINT_URL"]
        self.cookie = ""
        self.status = 0
        self.headers: dict[str, str] = {}

    def send(self, method: str, url: str, body: bytes = b"", **headers: str) -> bytes:
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookie and parts.path.startswith("/console/"):
            sent["cookie"] = self.cookie
        connection.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body, sent)
        answer = connection.getresponse()
        self.status, content = answer.status, answer.read()
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        connection.close()
        if "set-cookie" in self.headers:
            self.cookie = self.headers["set-cookie"].partition(";")[0]
        return content

    def post(self, path: str, members: Any, **headers: str) -> dict[str, Any]:
        told = {"origin": self.url, "content_type": "application/json", **headers}
        answer: dict[str, Any] = json.loads(self.send("POST", path, json.dumps(members).encode(), **told) or b"{}")
        return answer

    def ask(self, service: str, operation: str, **parameters: Any) -> dict[str, Any]:
        return self.post(f"/console/api/{service}", parameters, x_amz_target=operation)

    def presigned(self, operation: str, parameters: dict[str, Any], body: bytes = b"") -> bytes:
        made = self.post("/console/api/presign", {"Service": "s3", "Operation": operation, "Parameters": parameters})
        assert self.status == 200, made
        return self.send(made["Method"], made["Url"], body, **made["Headers"])


def console_command(live: Live, *options: str) -> str:
    command = [sys.executable, "-m", "sealcanvas.cli", "console", "--home", str(live.server.home.folder), *options]
    environment = {"SEALCANVAS_ROOT_KEY": str(live.server.root_key), "PATH": "/usr/bin:/bin"}
    environment["PYTHONPATH"] = str(Path(static_files.__file__).parents[3])
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:
    with live_server() as live:
        yield live


@pytest.fixture
def tab(live: Live) -> Tab:
    """Signed in as the administrator, by its access key."""
    tab = Tab(live)
    names = {"AccessKeyId": "AWS_ACCESS_KEY_ID", "SecretAccessKey": "AWS_SECRET_ACCESS_KEY"}
    told = tab.post("/console/sign-in", {name: live.environment[variable] for name, variable in names.items()})
    assert (tab.status, told["UserName"]) == (200, "administrator")
    return tab


def test_the_commands_link_signs_in_and_no_log_has_it(live: Live) -> None:
    link = json.loads(console_command(live, "--json"))["SignInUrl"]
    tab = Tab(live)
    assert b"You work as administrator" in tab.send("GET", link)
    assert json.loads(tab.send("GET", "/console/api/session"))["Kind"] == "user"
    assert Tab(live).send("GET", link).count(b"was used before") == 1
    log = (
        live.server.log.read_text() if hasattr(live.server, "log") else (live.server.folder / "server.log").read_text()
    )
    assert "sealcanvas console" in log  # `up` says how to sign in
    for secret in (link.partition("token=")[2], live.environment["AWS_SECRET_ACCESS_KEY"], tab.cookie):
        assert secret not in log
    assert tab.send("POST", "/console/sign-out", origin=tab.url) == b""
    assert json.loads(tab.send("GET", "/console/api/session"))["__type"] == "ExpiredTokenException"


def test_a_wrong_secret_signs_nobody_in(live: Live) -> None:
    tab = Tab(live)
    tab.post("/console/sign-in", {"AccessKeyId": live.environment["AWS_ACCESS_KEY_ID"], "SecretAccessKey": "x" * 40})
    assert (tab.status, tab.cookie) == (403, "")


def test_the_administrator_acts_as_a_role(live: Live, tab: Tab) -> None:
    trust = {"Effect": "Allow", "Principal": {"AWS": live.account}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn = tab.ask("iam", "CreateRole", RoleName="Bare", AssumeRolePolicyDocument=document)["Role"]["Arn"]
    assert tab.post("/console/api/session/role", {"RoleArn": arn})["ActingAs"] == arn
    assert tab.ask("kms", "ListKeys")["__type"] == "AccessDeniedException"
    assert tab.ask("sealcanvas", "ExplainDecision", DecisionId=tab.headers["x-sealcanvas-decision-id"])
    assert "ActingAs" not in tab.post("/console/api/session/role", {})
    assert "Keys" in tab.ask("kms", "ListKeys")


def test_a_browser_uploads_in_parts_under_a_key_and_the_trail_tells_it(live: Live, tab: Tab) -> None:
    key = tab.ask("kms", "CreateKey")["KeyMetadata"]["Arn"]
    tab.ask("s3", "CreateBucket", Bucket="uploads")
    named = {"Bucket": "uploads", "Key": "日本/売上 1.csv"}
    sealed = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    upload = tab.ask("s3", "CreateMultipartUpload", **named, **sealed)["UploadId"]
    parts, whole = [], hashlib.sha256()
    for number, content in enumerate((b"a" * (5 * MIB), b"b" * MIB), 1):
        whole.update(content)
        tab.presigned("UploadPart", {**named, "UploadId": upload, "PartNumber": number}, content)
        assert tab.status == 200
        parts.append({"PartNumber": number, "ETag": tab.headers["etag"]})
    listed = tab.ask("s3", "ListParts", **named, UploadId=upload)["Parts"]
    assert [part["Size"] for part in listed] == [5 * MIB, MIB]
    tab.ask("s3", "CompleteMultipartUpload", **named, UploadId=upload, MultipartUpload={"Parts": parts})
    head = tab.ask("s3", "HeadObject", **named)
    assert (head["ContentLength"], head["SSEKMSKeyId"]) == (6 * MIB, key)
    assert isinstance(head["LastModified"], int | float)
    assert hashlib.sha256(tab.presigned("GetObject", named)).digest() == whole.digest()
    (item,) = tab.ask("s3", "ListObjectsV2", Bucket="uploads")["Contents"]
    assert item["Key"] == named["Key"]
    tab.presigned("PutObject", {"Bucket": "uploads", "Key": "small", **sealed, "ContentType": "text/plain"}, b"x")
    assert tab.ask("s3", "HeadObject", Bucket="uploads", Key="small")["ContentType"] == "text/plain"

    by_key = [{"AttributeKey": "ResourceName", "AttributeValue": key}]
    events = tab.ask("cloudtrail", "LookupEvents", LookupAttributes=by_key)["Events"]
    assert {"CreateKey", "GenerateDataKey", "Decrypt"} <= {event["EventName"] for event in events}
    theirs = live.client("cloudtrail").lookup_events(LookupAttributes=by_key)["Events"]
    assert {event["EventId"] for event in events} <= {event["EventId"] for event in theirs}
    assert tab.ask("sealcanvas", "VerifyAuditTrail")["Verified"] is True
    for each in (named, {"Bucket": "uploads", "Key": "small"}):
        tab.ask("s3", "DeleteObject", **each)
    assert tab.ask("s3", "ListObjectsV2", Bucket="uploads")["KeyCount"] == 0


ASKED: tuple[tuple[str, str, dict[str, Any]], ...] = (
    ("s3", "ListBuckets", {}),
    ("s3", "GetBucketEncryption", {"Bucket": "browsed"}),
    ("s3", "GetBucketLocation", {"Bucket": "browsed"}),
    ("s3", "ListObjectsV2", {"Bucket": "browsed", "Prefix": "a/", "Delimiter": "/"}),
    ("s3", "ListMultipartUploads", {"Bucket": "browsed"}),
    ("s3", "GetBucketPolicy", {"Bucket": "browsed"}),
    ("s3", "HeadBucket", {"Bucket": "browsed"}),
    ("s3", "PutBucketTagging", {"Bucket": "browsed", "Tagging": {"TagSet": [{"Key": "a", "Value": "b"}]}}),
    ("s3", "DeleteObjects", {"Bucket": "browsed", "Delete": {"Objects": [{"Key": "none"}]}}),
    ("iam", "ListRoles", {}),
    ("iam", "GetAccountAuthorizationDetails", {}),
    ("iam", "SimulateCustomPolicy", {"PolicyInputList": ["{}"], "ActionNames": ["s3:GetObject"]}),
    ("sts", "GetCallerIdentity", {}),
    ("kms", "ListAliases", {}),
    ("organizations", "DescribeOrganization", {}),
    ("sagemaker", "ListDomains", {}),
    ("forecast", "ListPredictors", {}),
    ("sealcanvas", "ListDenials", {}),
    ("cloudtrail", "LookupEvents", {"MaxResults": 1}),
)


def test_door_b_serves_what_a_page_asks_for(tab: Tab) -> None:
    tab.ask("s3", "CreateBucket", Bucket="browsed")
    statement = {"Effect": "Deny", "Principal": "*", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::browsed/x"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    tab.ask("s3", "PutBucketPolicy", Bucket="browsed", Policy=policy)
    answers = {}
    for service, operation, parameters in ASKED:
        answers[operation] = tab.ask(service, operation, **parameters)
        expected = 400 if operation in ("DescribeOrganization", "SimulateCustomPolicy") else 200
        assert tab.status in (expected, 204), (operation, tab.status, answers[operation])
    assert json.loads(answers["GetBucketPolicy"]["Policy"]) == json.loads(policy)
    assert isinstance(answers["ListBuckets"]["Buckets"][0]["CreationDate"], int | float)
    assert answers["DescribeOrganization"]["__type"] == "AWSOrganizationsNotInUseException"
