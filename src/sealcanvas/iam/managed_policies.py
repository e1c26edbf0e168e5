"""Managed policies: the customer's own, with versions, and those that AWS keeps for everybody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select

from sealcanvas.iam.aws_managed_policies import AwsManagedPolicy, aws_managed_policies
from sealcanvas.iam.errors import NoSuchEntity
from sealcanvas.iam.tables import attachments, policies, policy_versions, roles, users
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class ManagedPolicy:
    """One managed policy as it stands now; `policy_id` is its `ANPA…` id, `default_version` a number from 1."""

    arn: str
    policy_id: str
    name: str
    path: str
    account: str
    description: str | None
    default_version: int
    created_at: datetime
    updated_at: datetime
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def policy(self) -> None:
        """Managed policies have no resource policy."""
        return None


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """One version of a managed policy; `document` is its text."""

    version: int
    document: str
    created_at: datetime


def find_policy(instance: Instance, arn: str) -> ManagedPolicy | None:
    """The policy of that ARN, AWS's or a customer's, or None."""
    known = aws_managed_policies().get(arn)
    if known is not None:
        return of_aws(known)
    with instance.database.read() as connection:
        row = connection.execute(select(policies).where(policies.c.arn == arn)).one_or_none()
    return None if row is None else policy_of_row(row)


def attachable_policy(instance: Instance, account: str, arn: str) -> ManagedPolicy:
    """The policy that `account` may attach to its roles and users, or set as their boundary.

    Raises:
        NoSuchEntity: there is none of that ARN, or it is another account's.
    """
    policy = find_policy(instance, arn)
    if policy is None or policy.account not in ("aws", account):
        raise NoSuchEntity(f"Policy {arn} does not exist or is not attachable.")
    return policy


def versions_of(instance: Instance, policy: ManagedPolicy) -> list[PolicyVersion]:
    """Every version of the policy, oldest first (AWS managed policies show their newest alone)."""
    known = aws_managed_policies().get(policy.arn)
    if known is not None:
        return [PolicyVersion(known.version, known.document, known.updated_at)]
    with instance.database.read() as connection:
        rows = connection.execute(
            select(policy_versions)
            .where(policy_versions.c.policy_id == policy.policy_id)
            .order_by(policy_versions.c.version)
        ).all()
    return [PolicyVersion(row.version, row.document, row.created_at) for row in rows]


def default_document(instance: Instance, arn: str) -> str | None:
    """The text of the policy's default version, or None if there is no such policy."""
    policy = find_policy(instance, arn)
    if policy is None:
        return None
    return next(v.document for v in versions_of(instance, policy) if v.version == policy.default_version)


def attachment_count(instance: Instance, account: str, arn: str) -> int:
    """How many roles and users of the account the policy is attached to."""
    query = select(func.count()).where(attachments.c.policy_arn == arn, attachments.c.account == account)
    with instance.database.read() as connection:
        return connection.execute(query).scalar_one()


def boundary_count(instance: Instance, account: str, arn: str) -> int:
    """How many roles and users of the account the policy bounds."""
    with instance.database.read() as connection:
        return sum(
            connection.execute(
                select(func.count()).where(table.c.boundary_arn == arn, table.c.account == account)
            ).scalar_one()
            for table in (roles, users)
        )


def usage_of(instance: Instance, account: str, arn: str) -> tuple[int, int]:
    """How many of the account's entities the policy is attached to, and how many it bounds."""
    return attachment_count(instance, account, arn), boundary_count(instance, account, arn)


def own_policies(instance: Instance, account: str) -> list[ManagedPolicy]:
    """The account's own managed policies."""
    with instance.database.read() as connection:
        return [policy_of_row(row) for row in connection.execute(select(policies).where(policies.c.account == account))]


def of_aws(known: AwsManagedPolicy) -> ManagedPolicy:
    """An AWS managed policy as the others are seen; its account is "aws"."""
    return ManagedPolicy(
        arn=known.arn,
        policy_id=known.policy_id,
        name=known.name,
        path=known.path,
        account="aws",
        description=known.description,
        default_version=known.version,
        created_at=known.created_at,
        updated_at=known.updated_at,
    )


def policy_of_row(row: Row[Any]) -> ManagedPolicy:
    """The policy that a row of `tables.policies` holds."""
    return ManagedPolicy(
        arn=row.arn,
        policy_id=row.policy_id,
        name=row.name,
        path=row.path,
        account=row.account,
        description=row.description,
        default_version=row.default_version,
        created_at=row.created_at,
        updated_at=row.updated_at,
        tags=row.tags,
    )
