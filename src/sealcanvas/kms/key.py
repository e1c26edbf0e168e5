"""A KMS key as operations and decisions see it: everything but its key material."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.kms.key_specs import KEY_SPECS, SYMMETRIC, KeySpec
from sealcanvas.kms.key_stores.place import Place

KeyState = Literal["Enabled", "Disabled", "PendingImport", "PendingDeletion", "PendingReplicaDeletion", "Unavailable"]
KeyManager = Literal["CUSTOMER", "AWS"]


@dataclass(frozen=True, slots=True)
class Key:
    """One KMS key, as it stood when it was looked up.

    Attributes:
        policy: its key policy; every key has one.
        manager: "AWS" for a managed key (`alias/aws/s3`), which only its service may use.
        deletion_at: when the waiting period ends; None unless the key is pending deletion.
        waiting_days: the waiting period that ScheduleKeyDeletion set, in days.
        material_version: the number of the key material that encrypts; older ones still decrypt.
        request_alias: the alias name ("alias/x") by which this request named the key, or "".
        place: where it lies in a custom key store; None where it lies here.
    """

    arn: str
    key_id: str
    account: str
    region: str
    state: KeyState
    manager: KeyManager
    description: str
    created_at: datetime
    policy: NamedPolicy | None
    tags: Mapping[str, str]
    deletion_at: datetime | None = None
    waiting_days: int | None = None
    spec: str = SYMMETRIC
    usage: str = "ENCRYPT_DECRYPT"
    origin: str = "AWS_KMS"
    multi_region: bool = False
    material_version: int = 0
    request_alias: str = ""
    place: Place | None = None

    @property
    def imported(self) -> bool:
        """Whether its key material is its owner's, imported."""
        return self.origin == "EXTERNAL"

    @property
    def key_spec(self) -> KeySpec:
        """The row of the table of key specs that it is of."""
        return KEY_SPECS[self.spec]

    @property
    def algorithms(self) -> tuple[str, ...]:
        """The algorithms that it may be used with."""
        return self.key_spec.algorithms[self.usage]

    @property
    def enabled(self) -> bool:
        """Whether cryptographic operations are possible."""
        return self.state == "Enabled"


@dataclass(frozen=True, slots=True)
class MissingKey:
    """A key ARN behind which nothing is: decided like a key whose policy says nothing."""

    arn: str
    account: str
    policy: NamedPolicy | None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def key_policy(arn: str, document: PolicyDocument) -> NamedPolicy:
    """The policy of the key with that ARN."""
    return NamedPolicy(f"key policy of {arn}", document, arn)


def key_arn(region: str, account: str, key_id: str) -> str:
    """The ARN of a key."""
    return f"arn:aws:kms:{region}:{account}:key/{key_id}"
