"""Service control policies, and what each is attached to."""

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, bindparam, select

from sealcanvas.access.finding import PolicySyntaxError
from sealcanvas.access.linter import admit
from sealcanvas.organizations.errors import ConstraintViolationException, MalformedPolicyDocumentException
from sealcanvas.organizations.ids import FULL_ACCESS_ID
from sealcanvas.organizations.organization import SERVICE_CONTROL, Organization
from sealcanvas.organizations.quotas import POLICY_BYTES
from sealcanvas.organizations.tables import attachments, policies
from sealcanvas.service.instance import Instance

_ATTACHED = (
    select(attachments.c.policy_id, policies.c.organization_id, policies.c.name, policies.c.description)
    .add_columns(policies.c.document)
    .select_from(attachments.outerjoin(policies, policies.c.policy_id == attachments.c.policy_id))
    .where(attachments.c.target_id == bindparam("target"))
    .order_by(attachments.c.policy_id)
)


@dataclass(frozen=True, slots=True)
class ControlPolicy:
    """One service control policy; `document` is its text."""

    policy_id: str
    name: str
    description: str
    document: str

    @property
    def aws_managed(self) -> bool:
        """Whether it is AWS's own, which nobody changes."""
        return self.policy_id == FULL_ACCESS_ID

    def arn(self, organization: Organization) -> str:
        """Its ARN; AWS's own belongs to no organisation."""
        if self.aws_managed:
            return f"arn:aws:organizations::aws:policy/service_control_policy/{self.policy_id}"
        return organization.arn_of("policy", f"service_control_policy/{self.policy_id}")


FULL_ACCESS = ControlPolicy(
    FULL_ACCESS_ID,
    "FullAWSAccess",
    "Allows access to every operation",
    json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}, indent=2),
)


def find_policy(instance: Instance, organization: Organization, policy_id: str) -> ControlPolicy | None:
    """The organisation's policy of that id, AWS's own included, or None."""
    if policy_id == FULL_ACCESS_ID:
        return FULL_ACCESS
    query = select(policies).where(
        policies.c.policy_id == policy_id, policies.c.organization_id == organization.organization_id
    )
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else policy_of_row(row)


def policies_of(instance: Instance, organization: Organization) -> list[ControlPolicy]:
    """Every policy of the organisation, AWS's own included."""
    query = select(policies).where(policies.c.organization_id == organization.organization_id)
    with instance.database.read() as connection:
        return [FULL_ACCESS, *(policy_of_row(row) for row in connection.execute(query))]


def attached_to(connection: Connection, target_id: str) -> list[ControlPolicy]:
    """The policies of a root, unit or account itself, without those from above."""
    rows = connection.execute(_ATTACHED, {"target": target_id})
    return [FULL_ACCESS if row.policy_id == FULL_ACCESS_ID else policy_of_row(row) for row in rows]


def policy_of_row(row: Row[Any]) -> ControlPolicy:
    """The policy that a row of `tables.policies` holds."""
    return ControlPolicy(row.policy_id, row.name, row.description, row.document)


def check_document(text: str) -> None:
    """Refuse what is no service control policy.

    Raises:
        ConstraintViolationException: more than 5,120 bytes.
        MalformedPolicyDocumentException: with every fault, its line and column.
    """
    if len(text.encode()) > POLICY_BYTES:
        raise ConstraintViolationException(
            "You have exceeded the maximum policy size.", "POLICY_CONTENT_LIMIT_EXCEEDED"
        )
    try:
        admit(text, "service-control")
    except PolicySyntaxError as error:
        raise MalformedPolicyDocumentException(
            f"The provided policy document does not meet the requirements of the specified policy type. {error.message}"
        ) from None


def shown_summary(organization: Organization, policy: ControlPolicy) -> dict[str, Any]:
    """The policy as lists give it, without its text."""
    return {
        "Id": policy.policy_id,
        "Arn": policy.arn(organization),
        "Name": policy.name,
        "Description": policy.description,
        "Type": SERVICE_CONTROL,
        "AwsManaged": policy.aws_managed,
    }
