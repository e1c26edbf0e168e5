"""Whose an outer store is: an object in it names the one instance that writes there."""

from sealcanvas.storage.outer.store import OuterBlobs

OWNER = "sealcanvas-instance"


class Claimed(Exception):
    """The outer store holds the blobs of another instance, or is not the one it was: nothing was changed."""


def look_blank(store: OuterBlobs) -> None:
    """Find out that nothing is there yet.

    Raises:
        Claimed: something is.
        BlobsUnavailable: no answer.
    """
    if _owner(store) or next(store.connection.names(), None) is not None:
        raise Claimed(f"the blob store {store.address} is not empty: choose another prefix")


def claim_store(store: OuterBlobs, instance_id: str, *, fresh: bool) -> None:
    """Make sure that the outer store is this instance's own.

    Args:
        fresh: the instance has written no blobs yet, so the place may be empty.

    Raises:
        Claimed: it is another's, or has been emptied.
        BlobsUnavailable: no answer.
    """
    owner = _owner(store)
    if owner == instance_id:
        return
    if owner:
        raise Claimed(f"the blob store {store.address} holds the blobs of another instance: nothing was changed")
    if not fresh:
        raise Claimed(
            f"the blob store {store.address} is not the one that this instance wrote to (it has no {OWNER}): "
            "nothing was changed"
        )
    look_blank(store)
    store.connection.put(OWNER, instance_id.encode())


def _owner(store: OuterBlobs) -> str:
    try:
        return store.connection.get(OWNER, 0, 64)[2].decode("ascii", "replace")
    except FileNotFoundError:
        return ""
