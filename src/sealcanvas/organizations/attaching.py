"""Attachments as rows: what is put and taken, once it was found possible."""

from sqlalchemy import Connection, delete, insert

from sealcanvas.organizations.ids import FULL_ACCESS_ID
from sealcanvas.organizations.tables import attachments


def attach_full_access(connection: Connection, *targets: str) -> None:
    """Give each root, unit or account the policy that it begins with."""
    connection.execute(insert(attachments), [{"target_id": target, "policy_id": FULL_ACCESS_ID} for target in targets])


def detach_everything(connection: Connection, *targets: str) -> None:
    """Take every policy from each of the targets."""
    connection.execute(delete(attachments).where(attachments.c.target_id.in_(targets)))
