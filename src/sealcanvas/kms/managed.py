"""AWS managed keys: one for each service, account and region, made on first use, for that service's calls alone."""

import json

from sqlalchemy import insert

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import account_root_arn
from sealcanvas.kms.alias import alias_named
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.key import Key
from sealcanvas.kms.make_key import new_key, store_key
from sealcanvas.kms.tables import aliases
from sealcanvas.service.call import Call

# Service: the host in kms:ViaService, and the key's description.
_SERVICES = {
    "s3": ("s3", "Default key that protects my S3 objects when no other key is defined"),
    "ebs": ("ec2", "Default key that protects my EBS volumes when no other key is defined"),
    "elasticfilesystem": (
        "elasticfilesystem",
        "Default key that protects my EFS filesystems when no other key is defined",
    ),
    "sagemaker": ("sagemaker", "Default key that protects my SageMaker data when no other key is defined"),
    "forecast": ("forecast", "Default key that protects my Forecast data when no other key is defined"),
}
MANAGED_SERVICES = frozenset(_SERVICES)


def managed_key(call: Call, service: str) -> Key:
    """The key `alias/aws/<service>` of the caller's account and region, made if this is its first use.

    Args:
        service: "s3", "ebs", "elasticfilesystem", "sagemaker" or "forecast".

    Raises:
        KeyError: no managed key is known for `service`.
    """
    via, description = _SERVICES[service]
    name, instance = f"alias/aws/{service}", call.instance
    found = _existing(call, name)
    if found is not None:
        return found
    with instance.database.transaction() as connection:
        found = _existing(call, name)
        if found is not None:
            return found
        document = PolicyDocument.parse(_policy(call.account, f"{via}.{call.region}.amazonaws.com"), "key")
        key = new_key(call, document, manager="AWS", description=description)
        store_key(call, key, {})
        connection.execute(
            insert(aliases).values(
                account=key.account,
                region=key.region,
                name_index=name,
                name=name,
                key_arn=key.arn,
                created_at=key.created_at,
                updated_at=key.created_at,
            )
        )
        return key


def _existing(call: Call, name: str) -> Key | None:
    alias = alias_named(call.instance, call.region, call.account, name)
    return None if alias is None else key_of_arn(call, alias.key_arn)


def _policy(account: str, via: str) -> str:
    # Developer Guide, "AWS managed keys" and the policies it prints for EBS and WorkMail.
    through_service = {
        "Sid": f"Allow access through {via} for all principals in the account that are authorized to use it",
        "Effect": "Allow",
        "Principal": {"AWS": "*"},
        "Action": [
            "kms:Encrypt",
            "kms:Decrypt",
            "kms:ReEncrypt*",
            "kms:GenerateDataKey*",
            "kms:CreateGrant",
            "kms:DescribeKey",
        ],
        "Resource": "*",
        "Condition": {"StringEquals": {"kms:CallerAccount": account, "kms:ViaService": via}},
    }
    metadata = {
        "Sid": "Allow direct access to key metadata to the account",
        "Effect": "Allow",
        "Principal": {"AWS": account_root_arn(account)},
        "Action": ["kms:Describe*", "kms:Get*", "kms:List*", "kms:RevokeGrant"],
        "Resource": "*",
    }
    return json.dumps({"Version": "2012-10-17", "Id": "auto-managed-1", "Statement": [through_service, metadata]})
