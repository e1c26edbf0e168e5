"""The two key-policy statements as "Encrypt Your SageMaker Canvas Data with AWS KMS" prints them."""

import json
from typing import Any

Statement = dict[str, Any]


def example_statement(role_arn: str) -> Statement:
    """What lets the user's role use a key: the prerequisite for everything."""
    return {
        "Sid": "ExampleStmt",
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Effect": "Allow",
        "Principal": {"AWS": role_arn},
        "Resource": "*",
    }


def forecast_statement(forecast_role_arn: str, *, without: str = "") -> Statement:
    """What lets Amazon Forecast's role use a key: the prerequisite for time series.

    Args:
        without: an action to leave out, to see what happens.
    """
    actions = [
        "kms:DescribeKey",
        "kms:CreateGrant",
        "kms:RetireGrant",
        "kms:GenerateDataKey",
        "kms:GenerateDataKeyWithoutPlainText",
        "kms:Decrypt",
    ]
    return {
        "Sid": "Enable IAM Permissions for Amazon Forecast KMS access",
        "Effect": "Allow",
        "Principal": {"AWS": forecast_role_arn},
        "Action": [action for action in actions if action != without],
        "Resource": "*",
    }


def key_policy(account: str, *statements: Statement) -> str:
    """The key policy that the console begins with, and `statements` after it."""
    root: Statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [root, *statements]})


def trust_policy(account: str, *services: str, users: bool = False) -> str:
    """Who may assume a role: our services, and on request the account's own users."""
    principal: dict[str, Any] = {"Service": list(services)}
    if users:
        principal["AWS"] = f"arn:aws:iam::{account}:root"
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})


def demands_key(bucket: str, key_arn: str) -> str:
    """A bucket policy that refuses every object that is not put under `key_arn`."""
    statement = {
        "Sid": "OnlyThisKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
        "Condition": {
            "StringNotEqualsIfExists": {"s3:x-amz-server-side-encryption-aws-kms-key-id": key_arn},
        },
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
