"""The state of a key of origin EXTERNAL follows from which of its used materials are there."""

from sqlalchemy import Connection, select, update

from sealcanvas.kms.imported.materials import materials_of
from sealcanvas.kms.tables import keys

_LEAVING = ("PendingDeletion", "PendingReplicaDeletion")


def settle(connection: Connection, key_arn: str, *, imported: bool = False) -> None:
    """Set the key's state after its materials changed.

    Args:
        imported: whether the change was an import, which also enables a key that was disabled, as on AWS.
    """
    state = connection.execute(select(keys.c.state).where(keys.c.arn == key_arn)).scalar_one()
    if state in _LEAVING:
        return
    if not is_complete(connection, key_arn):
        state = "PendingImport"
    elif imported or state == "PendingImport":
        state = "Enabled"
    connection.execute(update(keys).where(keys.c.arn == key_arn).values(state=state))


def is_complete(connection: Connection, key_arn: str) -> bool:
    """Whether every material that the key ever used is imported, and there is one at all."""
    current = connection.execute(select(keys.c.material_version).where(keys.c.arn == key_arn)).scalar_one()
    used = [each for each in materials_of(connection, key_arn) if each.version <= current]
    return bool(used) and all(each.present for each in used)
