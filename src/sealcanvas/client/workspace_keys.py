"""The two KMS keys of the command line's domain, and the aliases that find them until there is a domain."""

from dataclasses import dataclass
from typing import Any

from sealcanvas.client.connection import Connection
from sealcanvas.client.missing import unless

_APPLICATION = "alias/sealcanvas-application"
_STORAGE = "alias/sealcanvas-storage"
_DESCRIPTIONS = {
    _APPLICATION: "Application data and compute of the command line's domain",
    _STORAGE: "Datasets, models and predictions of the command line's domain",
}


@dataclass(frozen=True, slots=True)
class WorkspaceKeys:
    """ARNs: `application` is the domain's key 1, `storage` its key 2."""

    application: str
    storage: str


def keys_for_new_domain(connection: Connection) -> WorkspaceKeys:
    """The keys that the aliases name; one that is missing, or about to be deleted, is made anew.

    Raises:
        ClientError: KMS's refusal.
    """
    return WorkspaceKeys(_made(connection, _APPLICATION), _made(connection, _STORAGE))


def keys_of_domain(connection: Connection, domain: dict[str, Any]) -> WorkspaceKeys:
    """The keys that the domain has now, whatever it was made with; aliases that name former ones move to them.

    Args:
        domain: DescribeDomain's answer.

    Raises:
        ClientError: KMS's refusal.
    """
    settings = domain["DefaultUserSettings"]["CanvasAppSettings"]["WorkspaceSettings"]
    keys = WorkspaceKeys(_arn(connection, domain["KmsKeyId"]), _arn(connection, settings["S3KmsKeyId"]))
    for alias, key in ((_APPLICATION, keys.application), (_STORAGE, keys.storage)):
        named = _described(connection, alias)
        if named and named["Arn"] != key:
            connection.client("kms").update_alias(AliasName=alias, TargetKeyId=key)
    return keys


def _made(connection: Connection, alias: str) -> str:
    kms = connection.client("kms")
    found = _described(connection, alias)
    if found and found["KeyState"] != "PendingDeletion":
        return str(found["Arn"])
    arn = str(kms.create_key(Description=_DESCRIPTIONS[alias])["KeyMetadata"]["Arn"])
    (kms.update_alias if found else kms.create_alias)(AliasName=alias, TargetKeyId=arn)
    return arn


def _arn(connection: Connection, key: str) -> str:
    return str(connection.client("kms").describe_key(KeyId=key)["KeyMetadata"]["Arn"])


def _described(connection: Connection, alias: str) -> dict[str, Any] | None:
    found = unless(connection.client("kms").describe_key, "NotFoundException", KeyId=alias)
    return dict(found["KeyMetadata"]) if found else None
