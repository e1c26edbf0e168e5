"""A team with keys, a role, a domain and data, made as AWS's documentation says, by boto3 alone."""

import io
import json
import random
import secrets
import time
from dataclasses import dataclass, field
from typing import Any

from tests.support.live import Live

CANARY = "神戸-canary-9d"


def allow(principal: str, *actions: str) -> dict[str, Any]:
    """A key policy statement."""
    return {"Effect": "Allow", "Principal": {"AWS": principal}, "Action": list(actions), "Resource": "*"}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass(slots=True)
class Team:
    """Names and clients of one team on a shared server.

    Attributes:
        keys: key ARNs: "input", "domain", "storage", "volume", "output".
    """

    live: Live
    name: str = field(default_factory=lambda: f"team{secrets.token_hex(3)}")
    keys: dict[str, str] = field(default_factory=dict)
    role_arn: str = ""
    domain_id: str = ""

    def client(self, service: str) -> Any:
        return self.live.client(service)

    @property
    def bucket(self) -> str:
        return f"{self.name}-data"

    def set_up(self) -> None:
        """Role, keys that it may use by their policies alone, bucket and data."""
        iam, kms, s3 = self.client("iam"), self.client("kms"), self.client("s3")
        trust = document(
            {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"},
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{self.live.account}:root"},
                "Action": "sts:AssumeRole",
            },
        )
        self.role_arn = iam.create_role(RoleName=self.name, AssumeRolePolicyDocument=trust)["Role"]["Arn"]
        for policy in ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"):
            iam.attach_role_policy(RoleName=self.name, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
        s3_all = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        iam.put_role_policy(RoleName=self.name, PolicyName="s3", PolicyDocument=document(s3_all))
        for name in ("input", "domain", "storage", "volume", "output"):
            self.keys[name] = kms.create_key(Description=name, **self.key_members(name))["KeyMetadata"]["Arn"]
            self.let(name)
        s3.create_bucket(Bucket=self.bucket)
        self.put("churn.csv", churn())

    def key_members(self, name: str) -> dict[str, Any]:
        """Further members of the CreateKey that makes a key."""
        del name
        return {}

    def let(self, key: str, *actions: str, role: bool = True) -> None:
        """Let the role do `actions` (the document's two, unless given) with a key, by the key's policy."""
        root = allow(f"arn:aws:iam::{self.live.account}:root", "kms:*")
        mine = [allow(self.role_arn, *(actions or ("kms:Decrypt", "kms:GenerateDataKey")))] if role else []
        self.client("kms").put_key_policy(KeyId=self.keys[key], PolicyName="default", Policy=document(root, *mine))

    def put(self, name: str, body: bytes, key: str = "input") -> None:
        self.client("s3").put_object(
            Bucket=self.bucket, Key=name, Body=body, ServerSideEncryption="aws:kms", SSEKMSKeyId=self.keys[key]
        )

    def set_up_domain(self) -> None:
        """CreateDomain, CreateUserProfile, CreateApp."""
        sagemaker = self.client("sagemaker")
        settings = {
            "ExecutionRole": self.role_arn,
            "CanvasAppSettings": {"WorkspaceSettings": {"S3KmsKeyId": self.keys["storage"]}},
        }
        self.domain_id = sagemaker.create_domain(
            DomainName=self.name, AuthMode="IAM", KmsKeyId=self.keys["domain"], DefaultUserSettings=settings
        )["DomainId"]
        sagemaker.create_user_profile(DomainId=self.domain_id, UserProfileName="ana")
        self.create_app("default")

    def create_app(self, name: str) -> dict[str, Any]:
        app = {"DomainId": self.domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": name}
        sagemaker = self.client("sagemaker")
        sagemaker.create_app(**app)
        described: dict[str, Any] = sagemaker.describe_app(**app)
        return described

    def train(self, name: str, seconds: int = 5) -> dict[str, Any]:
        """Start an AutoML job on the churn data; its final description."""
        self.start_training(name, seconds)
        return self.trained(name)

    def start_training(self, name: str, seconds: int) -> None:
        source = {"S3DataType": "S3Prefix", "S3Uri": f"s3://{self.bucket}/churn.csv"}
        tabular = {
            "TargetAttributeName": "churn",
            "ProblemType": "BinaryClassification",
            "CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": seconds},
        }
        channel = {
            "ChannelType": "training",
            "ContentType": "text/csv;header=present",
            "DataSource": {"S3DataSource": source},
        }
        self.client("sagemaker").create_auto_ml_job_v2(
            AutoMLJobName=name,
            RoleArn=self.role_arn,
            AutoMLJobInputDataConfig=[channel],
            OutputDataConfig={"S3OutputPath": f"s3://{self.bucket}/out", "KmsKeyId": self.keys["output"]},
            SecurityConfig={"VolumeKmsKeyId": self.keys["volume"]},
            AutoMLJobObjective={"MetricName": "F1"},
            AutoMLProblemTypeConfig={"TabularJobConfig": tabular},
        )

    def job_arn(self, name: str) -> str:
        return f"arn:aws:sagemaker:us-east-1:{self.live.account}:automl-job/{name}"

    def until_phase(self, name: str, *phases: str) -> None:
        """Follow an AutoML job's events until one of the phases."""
        client, token = self.client("sealcanvas"), dict[str, str]()
        while True:
            told = client.list_job_events(JobArn=self.job_arn(name), WaitSeconds=20, **token)
            if any(event.get("Phase") in phases for event in told["Events"]):
                return
            assert "NextToken" in told, f"the job ended before any of {phases}"
            token = {"NextToken": told["NextToken"]}

    def trained(self, name: str, seconds: float = 180) -> dict[str, Any]:
        describe = self.client("sagemaker").describe_auto_ml_job_v2
        return until(lambda: describe(AutoMLJobName=name), "AutoMLJobStatus", {"InProgress", "Stopping"}, seconds)

    def import_dataset(self, name: str) -> dict[str, Any]:
        """Import a file of the bucket; how it ended."""
        client = self.client("sealcanvas")
        dataset = client.import_dataset(
            DomainId=self.domain_id, UserProfileName="ana", DatasetName=name, S3Uri=f"s3://{self.bucket}/{name}"
        )["DatasetId"]
        return until(lambda: client.describe_dataset(DatasetId=dataset), "Status", {"Importing"}, 120)


def until(describe: Any, member: str, unsettled: set[str], seconds: float) -> dict[str, Any]:
    """Poll until a member leaves its unsettled values."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer: dict[str, Any] = describe()
        if answer[member] not in unsettled:
            return answer
        time.sleep(0.2)
    raise AssertionError(f"still {answer[member]} after {seconds} seconds")


def churn(rows: int = 300) -> bytes:
    """Customers who stay or leave, by a rule with some noise."""
    chance = random.Random(7)  # noqa: S311 - data, not a secret
    text = io.StringIO()
    text.write("amount,都市,churn\n")
    for _ in range(rows):
        amount, city = chance.gauss(0, 1), chance.choice([CANARY, "Tokyo"])
        leaves = amount + (city == CANARY) + chance.gauss(0, 0.3) > 0.4
        text.write(f"{amount:.4f},{city},{'yes' if leaves else 'no'}\n")
    return text.getvalue().encode()
