"""What is done with the primary of a multi-Region key alone."""

from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.kms.regions.related import is_replica
from sealcanvas.service.instance import Instance


def require_no_replica(instance: Instance, key: Key, operation: str) -> None:
    """Refuse a replica.

    Args:
        operation: its name, for the message.

    Raises:
        UnsupportedOperationException: the key is a replica.
    """
    with instance.database.read() as connection:
        if is_replica(connection, key):
            raise UnsupportedOperationException(
                f"{key.arn} is a multi-region replica key which is not valid for {operation}."
            )
