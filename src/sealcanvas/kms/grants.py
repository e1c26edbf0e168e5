"""Grants as they are stored, found again, and shown to the decision engine."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, select

from sealcanvas.access.grant import Grant
from sealcanvas.access.grants import NO_GRANTS, Grants
from sealcanvas.access.principal import Principal
from sealcanvas.kms.key import Key
from sealcanvas.kms.tables import grants
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

MAXIMUM_GRANTS = 50_000
_FEW = 200  # grants of one grantee on one key; more take their time to go through, and their room to be remembered

ENCRYPTION_CONTEXT = "kms:EncryptionContext:"
GRANT_SOURCE_ARN = "kms:GrantConstraintSourceArn"

# Developer Guide, "Grant operations".
_OF_EVERY_KEY = frozenset({"CreateGrant", "DescribeKey", "RetireGrant"})
_OF_DATA_KEYS = frozenset(
    {
        "GenerateDataKey",
        "GenerateDataKeyPair",
        "GenerateDataKeyPairWithoutPlaintext",
        "GenerateDataKeyWithoutPlaintext",
    }
)
OPERATIONS_OF_USAGE = {
    "ENCRYPT_DECRYPT": frozenset({"Decrypt", "Encrypt", "ReEncryptFrom", "ReEncryptTo"}),
    "SIGN_VERIFY": frozenset({"Sign", "Verify"}),
    "GENERATE_VERIFY_MAC": frozenset({"GenerateMac", "VerifyMac"}),
    "KEY_AGREEMENT": frozenset({"DeriveSharedSecret"}),
    "ENCAPSULATE_DECAPSULATE": frozenset({"Decapsulate", "Encapsulate"}),
}


def grant_operations(key: Key) -> frozenset[str]:
    """The operations that a grant on a key can be for."""
    operations = _OF_EVERY_KEY | OPERATIONS_OF_USAGE[key.usage]
    if key.key_spec.symmetric:
        operations |= _OF_DATA_KEYS
    return operations | {"GetPublicKey"} if key.key_spec.pair else operations


@dataclass(frozen=True, slots=True)
class StoredGrant:
    """One live grant.

    Attributes:
        details: CreateGrant's own members: Name, GranteePrincipal or GranteeServicePrincipal, RetiringPrincipal or
            RetiringServicePrincipal, Operations, Constraints; absent ones are left out.
        principal_ids: the unique ids that the users and roles in `details` had when the grant was made.
        issuing_account: the account under which it was created.
    """

    grant_id: str
    key_arn: str
    issuing_account: str
    created_at: datetime
    details: Mapping[str, Any]
    principal_ids: Mapping[str, str]

    @property
    def grantee(self) -> str:
        """A principal's ARN, or a service's host."""
        return grantee_of(self.details)

    @property
    def retiring(self) -> str | None:
        """Who may retire it: a principal's ARN, a service's host, or None."""
        return retiring_of(self.details)

    @property
    def constraints(self) -> Mapping[str, Any]:
        """The grant constraints, by their wire names."""
        constraints: Mapping[str, Any] = self.details.get("Constraints", {})
        return constraints

    def still_means(self, name: str, principal: Principal) -> bool:
        """Whether `principal` is the one that `name` named, and not one made anew under its ARN."""
        return self.principal_ids.get(name, unique_id(principal)) == unique_id(principal)

    def to_access(self) -> Grant:
        """The grant as the decision engine sees it."""
        return Grant(
            grant_id=self.grant_id,
            grantee=self.grantee,
            operations=frozenset(self.details["Operations"]),
            encryption_context_equals=self.constraints.get("EncryptionContextEquals"),
            encryption_context_subset=self.constraints.get("EncryptionContextSubset"),
            source_arn=self.constraints.get("SourceArn"),
        )


def grantee_of(details: Mapping[str, Any]) -> str:
    """The grantee in CreateGrant's members."""
    return str(details.get("GranteePrincipal") or details["GranteeServicePrincipal"])


def retiring_of(details: Mapping[str, Any]) -> str | None:
    """The retiring principal in CreateGrant's members."""
    return details.get("RetiringPrincipal") or details.get("RetiringServicePrincipal")


def unique_id(principal: Principal) -> str:
    """The id of the user, or of the role of a session, which no other ever gets."""
    return principal.role_id or principal.principal_id


def own_names(principal: Principal) -> tuple[str, ...]:
    """The names under which a grant can mean `principal` itself, or the role of its session."""
    if principal.kind == "anonymous":
        return ()
    return tuple(dict.fromkeys((principal.service or principal.arn, principal.stable_arn)))


def find_grants(instance: Instance, *where: ColumnElement[bool], most: int | None = None) -> list[StoredGrant]:
    """The grants that fit, oldest first.

    Args:
        most: after which to stop.
    """
    with instance.database.read() as connection:
        rows = connection.execute(select(grants).where(*where).order_by(grants.c.sequence).limit(most)).all()
    return [to_grant(row) for row in rows]


def grant_with_id(instance: Instance, grant_id: str) -> StoredGrant | None:
    """The grant of that id, or None."""
    found = find_grants(instance, grants.c.grant_id == grant_id)
    return found[0] if found else None


def covering_grants(
    instance: Instance,
    key_arn: str,
    principal: Principal,
    action: str,
    conditions: Mapping[str, str | tuple[str, ...]],
) -> Grants:
    """The grants on a key that `principal` holds for `action`.

    A grant lets its grantee create only grants that give no more than it gives itself: for CreateGrant, grants are
    left out whose operations do not contain those asked (`kms:GrantOperations`), or whose constraint is stricter
    than the one asked (Developer Guide, "Granting CreateGrant permission").
    """
    names = principal.grantee_names
    if not names:
        return NO_GRANTS
    theirs = (key_arn, names, names[len(own_names(principal)) :], unique_id(principal))
    few = _few(instance, *theirs)
    if few is None:
        instance.database.must_wait()
    found, held = few or _held(instance, *theirs)
    if action != "kms:CreateGrant":
        return held
    return Grants(grant.to_access() for grant in found if _covers_child(grant, conditions))


_Held = tuple[tuple[StoredGrant, ...], Grants]


@remembered(grants, most=1_024)
def _few(
    instance: Instance, key_arn: str, names: tuple[str, ...], accounts: tuple[str, ...], holder: str
) -> _Held | None:
    """As `_held`; None where they are many."""
    stored = find_grants(instance, *_to(key_arn, names), most=_FEW + 1)
    return None if len(stored) > _FEW else _meant(stored, accounts, holder)


@remembered(grants, most=4)
def _held(instance: Instance, key_arn: str, names: tuple[str, ...], accounts: tuple[str, ...], holder: str) -> _Held:
    """The grants on a key to one of `names`, unless they mean somebody who had that name before.

    Args:
        accounts: those of the names that mean everybody in an account.
        holder: the unique id of whoever has the other names now.
    """
    return _meant(find_grants(instance, *_to(key_arn, names)), accounts, holder)


def _to(key_arn: str, names: tuple[str, ...]) -> tuple[ColumnElement[bool], ...]:
    return grants.c.key_arn == key_arn, grants.c.grantee_index.in_(names)


def _meant(stored: list[StoredGrant], accounts: tuple[str, ...], holder: str) -> _Held:
    found = tuple(
        grant
        for grant in stored
        if grant.grantee in accounts or grant.principal_ids.get(grant.grantee, holder) == holder
    )
    return found, Grants(grant.to_access() for grant in found)


def _covers_child(parent: StoredGrant, conditions: Mapping[str, str | tuple[str, ...]]) -> bool:
    asked = conditions.get("kms:GrantOperations", ())
    if not set((asked,) if isinstance(asked, str) else asked) <= set(parent.details["Operations"]):
        return False
    theirs = parent.constraints
    if "SourceArn" in theirs and conditions.get(GRANT_SOURCE_ARN) != theirs["SourceArn"]:
        return False
    pairs = {name: str(value) for name, value in conditions.items() if name.startswith(ENCRYPTION_CONTEXT)}
    child = {(name[len(ENCRYPTION_CONTEXT) :].lower(), value) for name, value in pairs.items()}
    if "EncryptionContextEquals" in theirs:
        exact = conditions.get("kms:GrantConstraintType") == "EncryptionContextEquals"
        return exact and child == _folded(theirs["EncryptionContextEquals"])
    return child >= _folded(theirs.get("EncryptionContextSubset", {}))


def _folded(pairs: Mapping[str, str]) -> set[tuple[str, str]]:
    # In a constraint, AWS compares the names of pairs without regard to case (API reference, GrantConstraints).
    return {(name.lower(), value) for name, value in pairs.items()}


def to_grant(row: Row[Any]) -> StoredGrant:
    """The grant that a row of `kms_grants` holds."""
    return StoredGrant(row.grant_id, row.key_arn, row.issuing_account, row.created_at, row.details, row.principal_ids)
