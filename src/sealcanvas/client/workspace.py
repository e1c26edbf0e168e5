"""Where a command works: a domain of its own with two keys and a user profile, made at the first need."""

import json
from dataclasses import dataclass
from typing import Any

from sealcanvas.client.connection import Connection
from sealcanvas.client.errors import TaskFailed
from sealcanvas.client.missing import unless
from sealcanvas.client.policies import example_statement, forecast_statement, key_policy, trust_policy
from sealcanvas.client.waiting import settle
from sealcanvas.client.workspace_keys import WorkspaceKeys, keys_for_new_domain, keys_of_domain

DOMAIN = "command-line"
PROFILE = "analyst"
_ROLE = "SealcanvasAnalyst"
_MANAGED_POLICIES = ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess")


@dataclass(frozen=True, slots=True)
class Workspace:
    """A user profile to work in.

    Attributes:
        inbox: the bucket that files are uploaded to, on their way into the studio.
        storage_key: the KMS key that seals them there, and everything that the studio keeps of them.
    """

    domain_id: str
    profile: str
    inbox: str
    storage_key: str


def workspace(connection: Connection) -> Workspace:
    """The command line's own workspace; every part of it that is missing is made, as the administrator.

    Its keys are those that the domain has now: a rekey may have moved it. What still names others moves too.

    Raises:
        TaskFailed: a part cannot be made.
        ClientError: AWS's refusal.
    """
    inbox = f"sealcanvas-inbox-{connection.region}-{connection.account}"
    role_arn = _role(connection, inbox)
    domain_id = _find_domain(connection)
    if domain_id is None:
        domain_id = _make_domain(connection, role_arn, keys_for_new_domain(connection))
    domain = _in_service(connection.client("sagemaker").describe_domain, DomainId=domain_id)
    keys = keys_of_domain(connection, domain)
    settings = domain["DefaultUserSettings"]["CanvasAppSettings"]
    # The role that SageMaker made when time series was enabled.
    forecast_role = settings["TimeSeriesForecastingSettings"]["AmazonForecastRoleArn"]
    for key in (keys.application, keys.storage):
        _permit(connection, key, role_arn, forecast_role)
    _profile(connection, domain_id)
    _bucket(connection, inbox, keys.storage)
    return Workspace(domain_id, PROFILE, inbox, keys.storage)


def _role(connection: Connection, inbox: str) -> str:
    iam = connection.client("iam")
    found = unless(iam.get_role, "NoSuchEntity", RoleName=_ROLE)
    if found:
        return str(found["Role"]["Arn"])
    trust = trust_policy(connection.account, "sagemaker.amazonaws.com")
    arn = str(iam.create_role(RoleName=_ROLE, AssumeRolePolicyDocument=trust)["Role"]["Arn"])
    for policy in _MANAGED_POLICIES:
        iam.attach_role_policy(RoleName=_ROLE, PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    iam.put_role_policy(RoleName=_ROLE, PolicyName="ReadInbox", PolicyDocument=_may_read(inbox))
    return arn


def _find_domain(connection: Connection) -> str | None:
    for page in connection.client("sagemaker").get_paginator("list_domains").paginate():
        for each in page["Domains"]:
            if each["DomainName"] == DOMAIN:
                return str(each["DomainId"])
    return None


def _make_domain(connection: Connection, role_arn: str, keys: WorkspaceKeys) -> str:
    made = connection.client("sagemaker").create_domain(
        DomainName=DOMAIN,
        AuthMode="IAM",
        KmsKeyId=keys.application,
        DefaultUserSettings={
            "ExecutionRole": role_arn,
            "CanvasAppSettings": {
                "WorkspaceSettings": {"S3KmsKeyId": keys.storage},
                "TimeSeriesForecastingSettings": {"Status": "ENABLED"},
            },
        },
    )
    return str(made["DomainId"])


def _permit(connection: Connection, key: str, role_arn: str, forecast_role: str) -> None:
    """Put the AWS page's two statements into a key's policy, unless somebody has written one of their own."""
    kms = connection.client("kms")
    policy = json.loads(kms.get_key_policy(KeyId=key, PolicyName="default")["Policy"])
    if len(policy["Statement"]) == 1:
        text = key_policy(connection.account, example_statement(role_arn), forecast_statement(forecast_role))
        kms.put_key_policy(KeyId=key, PolicyName="default", Policy=text)


def _profile(connection: Connection, domain_id: str) -> None:
    sagemaker = connection.client("sagemaker")
    name = {"DomainId": domain_id, "UserProfileName": PROFILE}
    if not unless(sagemaker.describe_user_profile, "ResourceNotFound", **name):
        sagemaker.create_user_profile(**name)
    _in_service(sagemaker.describe_user_profile, **name)


def _bucket(connection: Connection, name: str, key: str) -> None:
    """The inbox, with `key` as its default; only the command line uploads here, always under the domain's key."""
    s3 = connection.client("s3")
    if unless(s3.head_bucket, "404", Bucket=name) is None:
        s3.create_bucket(Bucket=name)
    wanted = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": key}
    rules = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"]
    if all(rule["ApplyServerSideEncryptionByDefault"] != wanted for rule in rules):
        rule = {"ApplyServerSideEncryptionByDefault": wanted}
        s3.put_bucket_encryption(Bucket=name, ServerSideEncryptionConfiguration={"Rules": [rule]})


def _may_read(bucket: str) -> str:
    statement = {
        "Effect": "Allow",
        "Action": ["s3:GetObject", "s3:ListBucket"],
        "Resource": [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/*"],
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def _in_service(describe: Any, **parameters: Any) -> dict[str, Any]:
    answer = settle(describe, {"Pending", "Updating"}, seconds=60, **parameters)
    if answer["Status"] != "InService":
        raise TaskFailed(f"{', '.join(parameters.values())}: {answer['Status']}: {answer.get('FailureReason', '')}")
    return answer
