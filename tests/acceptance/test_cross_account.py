"""Data of one account brought into another's studio, where both sides say so; and what an organisation forbids."""

import json
import subprocess
from dataclasses import dataclass
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import Team, allow, churn, document, until
from tests.support.live import Live
from tests.support.organization import ensure_organization

pytestmark = pytest.mark.slow

FILE = "churn.csv"


@dataclass(slots=True)
class Owner:
    """Account B: a bucket and a key of its own, and data under that key, which account A's role may be let read.

    Attributes:
        credentials: of B's role for the management account.
    """

    team: Team
    account: str
    credentials: dict[str, str]
    key: str = ""

    @property
    def bucket(self) -> str:
        return f"{self.team.name}-of-b"

    def client(self, service: str) -> Any:
        return self.team.live.client(service, self.credentials)

    def set_up(self) -> None:
        self.key = self.client("kms").create_key(Description="B's own")["KeyMetadata"]["Arn"]
        self.client("s3").create_bucket(Bucket=self.bucket)
        encrypted = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": self.key}
        self.client("s3").put_object(Bucket=self.bucket, Key=FILE, Body=churn(), **encrypted)

    def share_bucket(self) -> None:
        read = allow(self.team.role_arn, "s3:GetObject")
        read["Resource"] = f"arn:aws:s3:::{self.bucket}/*"
        self.client("s3").put_bucket_policy(Bucket=self.bucket, Policy=document(read))

    def keep_bucket(self) -> None:
        self.client("s3").delete_bucket_policy(Bucket=self.bucket)

    def share_key(self, *, shared: bool = True) -> None:
        own = allow(f"arn:aws:iam::{self.account}:root", "kms:*")
        also = [allow(self.team.role_arn, "kms:Decrypt")] if shared else []
        self.client("kms").put_key_policy(KeyId=self.key, PolicyName="default", Policy=document(own, *also))

    def keep_key(self) -> None:
        self.share_key(shared=False)

    def let_decrypt(self) -> None:
        """A's side of the key: the role's own policy."""
        use = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": self.key}
        asked = {"RoleName": self.team.name, "PolicyName": "key-of-b", "PolicyDocument": document(use)}
        self.team.client("iam").put_role_policy(**asked)

    def forbid_decrypt(self) -> None:
        self.team.client("iam").delete_role_policy(RoleName=self.team.name, PolicyName="key-of-b")

    def let_read(self, *, others_alone: bool = False) -> None:
        """A's side of the bucket: the role's own policy."""
        s3 = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
        if others_alone:
            s3 = {"Effect": "Allow", "Action": "s3:*", "NotResource": f"arn:aws:s3:::{self.bucket}/*"}
        asked = {"RoleName": self.team.name, "PolicyName": "s3", "PolicyDocument": document(s3)}
        self.team.client("iam").put_role_policy(**asked)

    def forbid_read(self) -> None:
        self.let_read(others_alone=True)

    def imported(self) -> dict[str, Any]:
        """How an import of B's file into A's studio ended."""
        studio = self.team.client("sealcanvas")
        asked = {"DomainId": self.team.domain_id, "UserProfileName": "ana", "DatasetName": FILE}
        dataset = studio.import_dataset(**asked, S3Uri=f"s3://{self.bucket}/{FILE}")["DatasetId"]
        return until(lambda: studio.describe_dataset(DatasetId=dataset), "Status", {"Importing"}, 40)


def new_account(live: Live, name: str) -> tuple[str, dict[str, str]]:
    """A member account, and credentials of its role for the management account."""
    organizations = live.client("organizations")
    ensure_organization(live)
    status = organizations.create_account(AccountName=name, Email=f"{name}@example.com")["CreateAccountStatus"]
    account = organizations.describe_create_account_status(CreateAccountRequestId=status["Id"])["CreateAccountStatus"][
        "AccountId"
    ]
    arn = f"arn:aws:iam::{account}:role/OrganizationAccountAccessRole"
    session = live.client("sts").assume_role(RoleArn=arn, RoleSessionName="owner")
    return account, session["Credentials"]


@pytest.fixture(scope="module")
def owner(live: Live) -> Owner:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    owner = Owner(team, *new_account(live, team.name))
    owner.set_up()
    for let in (owner.share_bucket, owner.share_key, owner.let_decrypt, owner.let_read):
        let()
    return owner


def test_another_accounts_file_is_imported_under_ones_own_key(owner: Owner) -> None:
    dataset = owner.imported()
    assert dataset["Status"] == "Ready", dataset
    assert dataset["RowCount"] == 300
    assert dataset["SSEKMSKeyId"] == owner.team.keys["storage"]
    bucket, _, key = dataset["S3Uri"].removeprefix("s3://").partition("/")
    assert bucket.endswith(owner.team.live.account)
    assert owner.team.client("s3").head_object(Bucket=bucket, Key=key)["SSEKMSKeyId"] == owner.team.keys["storage"]


NO_BUCKET_POLICY = (
    'on resource: "arn:aws:s3:::{bucket}/churn.csv" because no resource-based policy allows the s3:GetObject'
)
NO_KEY_POLICY = (
    "is not authorized to perform: kms:Decrypt on this resource because the resource does not exist in this Region, "
    "no resource-based policies allow access, or a resource-based policy explicitly denies access"
)


@pytest.mark.parametrize(
    ("take", "give", "cause", "message"),
    [
        ("keep_bucket", "share_bucket", "AccessDenied", NO_BUCKET_POLICY),
        ("keep_key", "share_key", "KeyNotPermitted", NO_KEY_POLICY),
        ("forbid_decrypt", "let_decrypt", "KeyNotPermitted", "no identity-based policy allows the kms:Decrypt action"),
        ("forbid_read", "let_read", "AccessDenied", "no identity-based policy allows the s3:GetObject action"),
    ],
    ids=["bucket policy", "key policy", "identity policy for the key", "identity policy for the bucket"],
)
def test_each_side_is_needed_and_each_says_what_is_missing(
    owner: Owner, take: str, give: str, cause: str, message: str
) -> None:
    told = message.format(bucket=owner.bucket)
    getattr(owner, take)()
    try:
        failed = owner.imported()
        assert (failed["Status"], failed["FailureCause"]) == ("Failed", cause), failed
        assert told in failed["FailureReason"]
        session = owner.team.client("sts").assume_role(RoleArn=owner.team.role_arn, RoleSessionName="by-hand")
        with pytest.raises(ClientError) as refused:
            owner.team.live.client("s3", session["Credentials"]).get_object(Bucket=owner.bucket, Key=FILE)
        assert refused.value.response["Error"]["Code"] == "AccessDenied"
        assert told in refused.value.response["Error"]["Message"]
    finally:
        getattr(owner, give)()
    assert owner.imported()["Status"] == "Ready"


def test_the_owner_alone_is_not_let_into_the_other_account(owner: Owner) -> None:
    with pytest.raises(ClientError, match="AccessDenied"):
        owner.client("s3").get_object(Bucket=owner.team.bucket, Key=FILE)
    with pytest.raises(ClientError, match="the resource does not exist in this Region"):
        owner.client("kms").describe_key(KeyId=owner.team.keys["input"])
    assert [bucket["Name"] for bucket in owner.client("s3").list_buckets()["Buckets"]] == [owner.bucket]
    assert owner.client("sealcanvas").list_datasets(DomainId=owner.team.domain_id)["Datasets"] == []


def test_a_service_control_policy_stops_the_owners_administrator_and_is_named(owner: Owner) -> None:
    live, organizations = owner.team.live, owner.team.client("organizations")
    root = organizations.list_roots()["Roots"][0]["Id"]
    unit = organizations.create_organizational_unit(ParentId=root, Name=f"Prod {owner.team.name}")
    unit_id = unit["OrganizationalUnit"]["Id"]
    deny = {"Sid": "NoDecrypt", "Effect": "Deny", "Action": "kms:Decrypt", "Resource": "*"}
    asked = {"Name": f"No-decrypt-{owner.team.name}", "Description": "", "Type": "SERVICE_CONTROL_POLICY"}
    policy = organizations.create_policy(**asked, Content=document(deny))["Policy"]["PolicySummary"]["Id"]
    organizations.attach_policy(PolicyId=policy, TargetId=unit_id)
    client = owner.client("s3")
    client.get_object(Bucket=owner.bucket, Key=FILE)
    organizations.move_account(AccountId=owner.account, SourceParentId=root, DestinationParentId=unit_id)
    with pytest.raises(ClientError) as refused:
        client.get_object(Bucket=owner.bucket, Key=FILE)
    error = refused.value.response
    assert error["Error"]["Code"] == "AccessDenied"
    assert error["Error"]["Message"].endswith("with an explicit deny in a service control policy")
    assert owner.imported()["Status"] == "Ready", "it binds B's principals, not who reads from B"

    named = f"service control policy No-decrypt-{owner.team.name} ({policy}) of the OU Prod {owner.team.name}"
    told = why(live, error["ResponseMetadata"]["RequestId"])
    layer = next(each for each in told["Layers"] if each["Layer"] == "service-control")
    assert (layer["Outcome"], layer["Document"], layer["StatementId"]) == ("explicit-deny", named, "NoDecrypt")
    organizations.detach_policy(PolicyId=policy, TargetId=unit_id)
    client.get_object(Bucket=owner.bucket, Key=FILE)


def why(live: Live, decision_id: str) -> dict[str, Any]:
    """What `sealcanvas why ID --json` prints, beside the running server."""
    command = [*live.server.program, "why", decision_id, "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=live.server.environment)
    told: dict[str, Any] = json.loads(done.stdout)
    return told
