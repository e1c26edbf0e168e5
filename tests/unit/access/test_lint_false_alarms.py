"""What is right is left alone: AWS's own policies, default key policies, and the source document's statements."""

import json
from importlib import resources
from typing import Any

import pytest

from sealcanvas.access.linter import admit, guess_kind, lint_policy
from sealcanvas.access.policy import PolicyKind
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.kms.policy import default_policy

ACCOUNT = "111122223333"
ROOT: dict[str, Any] = {
    "Sid": "Enable IAM User Permissions",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
    "Action": "kms:*",
    "Resource": "*",
}
DOCUMENT: dict[str, Any] = {
    "Sid": "ExampleStmt",
    "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Jane"},
    "Resource": "*",
}
SIX = [
    "kms:DescribeKey",
    "kms:CreateGrant",
    "kms:RetireGrant",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyWithoutPlainText",
    "kms:Decrypt",
]
FORECAST: dict[str, Any] = {
    "Sid": "Enable IAM Permissions for Amazon Forecast KMS access",
    "Effect": "Allow",
    "Principal": {
        "AWS": f"arn:aws:iam::{ACCOUNT}:role/service-role/AmazonSagemakerCanvasForecastRole-{ACCOUNT}",
    },
    "Action": SIX,
    "Resource": "*",
}
MENDED: dict[str, Any] = {
    "Sid": "EnableIAMPermissionsforAmazonForecastKMSaccess",
    "Effect": "Allow",
    "Action": SIX,
    "Resource": "*",
}
ADMINISTRATORS: dict[str, Any] = {
    "Sid": "Allow access for Key Administrators",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Administrator"},
    "Action": [
        "kms:Create*",
        "kms:Describe*",
        "kms:Enable*",
        "kms:List*",
        "kms:Put*",
        "kms:Update*",
        "kms:Revoke*",
        "kms:Disable*",
        "kms:Get*",
        "kms:Delete*",
        "kms:TagResource",
        "kms:UntagResource",
        "kms:ScheduleKeyDeletion",
        "kms:CancelKeyDeletion",
        "kms:RotateKeyOnDemand",
    ],
    "Resource": "*",
}
ATTACHMENT: dict[str, Any] = {
    "Sid": "Allow attachment of persistent resources",
    "Effect": "Allow",
    "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Jane"},
    "Action": ["kms:CreateGrant", "kms:ListGrants", "kms:RevokeGrant"],
    "Resource": "*",
    "Condition": {"Bool": {"kms:GrantIsForAWSResource": "true"}},
}
MANAGED_KEY = (
    '{"Version":"2012-10-17","Statement":[{"Sid":"Allow through S3","Effect":"Allow","Principal":{"AWS":"*"},'
    '"Action":["kms:Encrypt","kms:Decrypt","kms:ReEncrypt*","kms:GenerateDataKey*","kms:DescribeKey"],"Resource":"*",'
    f'"Condition":{{"StringEquals":{{"kms:CallerAccount":"{ACCOUNT}","kms:ViaService":"s3.us-east-1.amazonaws.com"}}}}}},'
    f'{{"Effect":"Allow","Principal":{{"AWS":"arn:aws:iam::{ACCOUNT}:root"}},'
    '"Action":["kms:Describe*","kms:Get*","kms:List*","kms:PutKeyPolicy"],"Resource":"*"}]}'
)


def doc(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=2)


def worse_than_a_suggestion(text: str, kind: PolicyKind, account: str = ACCOUNT) -> list[str]:
    return [each.code for each in lint_policy(text, kind, account) if each.severity != "suggestion"]


@pytest.mark.parametrize("arn", sorted(aws_managed_policies()))
def test_aws_managed_policies_are_clean(arn: str) -> None:
    policy = aws_managed_policies()[arn]
    expected = ["allow-everything"] if policy.name == "AdministratorAccess" else []  # which is what it is for
    assert [each.code for each in lint_policy(policy.document, "identity")] == expected
    assert admit(policy.document, "identity").statements


@pytest.mark.parametrize(
    "text",
    [
        default_policy(ACCOUNT),
        doc(ROOT, ATTACHMENT),
        doc(ROOT, DOCUMENT),
        MANAGED_KEY,
    ],
)
def test_key_policies_as_aws_writes_them_are_clean(text: str) -> None:
    assert guess_kind(text) == "key"
    assert lint_policy(text, "key", ACCOUNT) == ()


def test_the_documents_statements_have_suggestions_at_most() -> None:
    assert worse_than_a_suggestion(doc(ROOT, DOCUMENT, FORECAST), "key") == []
    assert worse_than_a_suggestion(doc(ROOT, DOCUMENT, FORECAST), "key", "") == []
    assert worse_than_a_suggestion(doc(MENDED), "identity") == []
    assert admit(doc(MENDED), "identity").kind == "identity"
    assert worse_than_a_suggestion(doc(ROOT, ADMINISTRATORS, ATTACHMENT), "key") == []


def test_all_policies_of_the_folder_are_asked() -> None:
    folder = resources.files("sealcanvas.iam") / "aws_managed"
    names = {path.name.removesuffix(".json") for path in folder.iterdir() if path.name.endswith(".json")}
    assert names == {policy.name for policy in aws_managed_policies().values()}
