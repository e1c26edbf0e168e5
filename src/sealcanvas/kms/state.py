"""What a key's state forbids (Developer Guide, "Key states of AWS KMS keys")."""

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_stores.place import not_connected


def require_enabled(key: Key) -> None:
    """For cryptographic operations.

    Raises:
        DisabledException: the key is disabled.
        KMSInvalidStateException: it is pending deletion, or unavailable.
    """
    require_kept(key)
    if key.state == "Unavailable":
        raise KMSInvalidStateException(_unavailable(key))
    if not key.enabled:
        raise DisabledException(key.arn)


def require_grantable(key: Key) -> None:
    """For CreateGrant, which a key that is unavailable allows.

    Raises:
        DisabledException, KMSInvalidStateException: as `require_enabled`.
    """
    if key.state != "Unavailable":
        require_enabled(key)


def require_kept(key: Key) -> None:
    """For operations that change a key which is to stay.

    Raises:
        KMSInvalidStateException: the key is pending deletion.
    """
    if key.state == "PendingDeletion":
        raise KMSInvalidStateException(f"{key.arn} is pending deletion.")


def require_pending_deletion(key: Key) -> None:
    """For CancelKeyDeletion.

    Raises:
        KMSInvalidStateException: the key is not pending deletion.
    """
    if key.state != "PendingDeletion":
        raise KMSInvalidStateException(f"{key.arn} is not pending deletion.")


def _unavailable(key: Key) -> str:
    return f"{key.arn} is unavailable." if key.place is None else not_connected(key.place.kind, key.arn)
