"""The workspace of the reference's acceptance script (section 2.5), made by boto3 alone, with seven keys by letter."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import urllib3
from botocore.exceptions import ClientError

from sealcanvas.client.policies import example_statement, key_policy, trust_policy
from tests.acceptance.team import until
from tests.support.live import Live

LETTERS = {
    "A": "the input data",
    "D": "the domain",
    "S": "what Canvas keeps in the bucket",
    "V": "the volumes of jobs",
    "B": "models",
    "P": "predictions",
    "E": "endpoints",
}
ROLE, PROFILE = "Analyst", "ana"
INPUT, OUTPUT, ARTIFACTS = "incoming", "out", "canvas"  # as in the script, whose bucket "in" is too short for S3


@dataclass(slots=True)
class Studio:
    """One workspace on a server of its own.

    Attributes:
        keys: ARNs by letter.
        switched_off_at: when the last key was switched off, by the monotonic clock.
    """

    live: Live
    keys: dict[str, str] = field(default_factory=dict)
    role_arn: str = ""
    domain_id: str = ""
    switched_off_at: float = 0.0

    def client(self, service: str) -> Any:
        return self.live.client(service)

    def set_up(self) -> None:
        """Keys with the document's statement, a role without any right to keys of its own, buckets, domain, profile."""
        iam, kms, s3 = self.client("iam"), self.client("kms"), self.client("s3")
        trust = trust_policy(self.live.account, "sagemaker.amazonaws.com", users=True)
        self.role_arn = iam.create_role(RoleName=ROLE, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        for policy in ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess", "AmazonS3FullAccess"):
            iam.attach_role_policy(RoleName=ROLE, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        policy = key_policy(self.live.account, example_statement(self.role_arn))
        for letter, description in LETTERS.items():
            self.keys[letter] = kms.create_key(Description=description, Policy=policy)["KeyMetadata"]["Arn"]
        for bucket in (INPUT, OUTPUT, ARTIFACTS):
            s3.create_bucket(Bucket=bucket)
        sagemaker = self.client("sagemaker")
        self.domain_id = sagemaker.create_domain(
            DomainName="team",
            AuthMode="IAM",
            KmsKeyId=self.keys["D"],
            DefaultUserSettings={
                "ExecutionRole": self.role_arn,
                "SharingSettings": {"S3KmsKeyId": self.keys["S"]},
                "CanvasAppSettings": {
                    "WorkspaceSettings": {"S3ArtifactPath": f"s3://{ARTIFACTS}/", "S3KmsKeyId": self.keys["S"]},
                    "TimeSeriesForecastingSettings": {"Status": "ENABLED"},
                },
            },
        )["DomainId"]
        sagemaker.create_user_profile(DomainId=self.domain_id, UserProfileName=PROFILE)

    @contextmanager
    def without(self, letter: str) -> Iterator[None]:
        """The key of that letter is disabled inside the block."""
        kms = self.client("kms")
        kms.disable_key(KeyId=self.keys[letter])
        self.switched_off_at = time.monotonic()
        try:
            yield
        finally:
            kms.enable_key(KeyId=self.keys[letter])

    def put(self, name: str, body: bytes) -> str:
        """Upload a file under KEY_A, as the administrator; its URI."""
        self.client("s3").put_object(
            Bucket=INPUT, Key=name, Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=self.keys["A"]
        )
        return f"s3://{INPUT}/{name}"

    def create_app(self, name: str) -> dict[str, Any]:
        """How an app begins."""
        app = {"DomainId": self.domain_id, "UserProfileName": PROFILE, "AppType": "Canvas", "AppName": name}
        sagemaker = self.client("sagemaker")
        sagemaker.create_app(**app)
        described: dict[str, Any] = sagemaker.describe_app(**app)
        return described

    def link(self) -> str:
        """A presigned domain URL."""
        made = self.client("sagemaker").create_presigned_domain_url(DomainId=self.domain_id, UserProfileName=PROFILE)
        return str(made["AuthorizedUrl"])

    def key_of(self, bucket: str, key: str) -> str:
        """The letter of the key that an object lies under."""
        arn = self.client("s3").head_object(Bucket=bucket, Key=key).get("SSEKMSKeyId")
        return next((letter for letter, each in self.keys.items() if each == arn), f"not ours: {arn}")

    def objects(self, bucket: str, prefix: str = "") -> list[str]:
        pages = self.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=prefix)
        return [item["Key"] for page in pages for item in page.get("Contents", [])]

    def automl_ended(self, name: str, seconds: float = 240) -> dict[str, Any]:
        describe = self.client("sagemaker").describe_auto_ml_job_v2
        return until(lambda: describe(AutoMLJobName=name), "AutoMLJobStatus", {"InProgress", "Stopping"}, seconds)

    def endpoint_settled(self, name: str, seconds: float = 120) -> dict[str, Any]:
        describe = self.client("sagemaker").describe_endpoint
        return until(lambda: describe(EndpointName=name), "EndpointStatus", {"Creating"}, seconds)

    def invoke(self, name: str, record: bytes) -> str:
        """What the endpoint answers."""
        answer = self.client("sagemaker-runtime").invoke_endpoint(
            EndpointName=name, ContentType="text/csv", Body=record
        )
        return str(answer["Body"].read().decode())


@dataclass(frozen=True, slots=True)
class Page:
    """What a browser sees; `cookie` is name and value of the session's, or ""."""

    status: int
    text: str
    cookie: str
    attributes: frozenset[str]


def browse(url: str, cookie: str = "") -> Page:
    """Open an address as a browser would."""
    with urllib3.PoolManager() as pool:
        answer = pool.request("GET", url, headers={"Cookie": cookie} if cookie else {}, redirect=False, retries=False)
        pair, *attributes = answer.headers.get("Set-Cookie", "").split("; ")
        return Page(answer.status, answer.data.decode(), pair, frozenset(attributes))


def message_of(error: ClientError) -> str:
    return str(error.response["Error"]["Message"])
