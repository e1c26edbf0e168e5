"""Which store holds the objects' sealed bytes: chosen at the first start, kept, and made sure of at every other."""

from typing import TYPE_CHECKING

from sqlalchemy import select

from sealcanvas.s3.tables import objects, parts
from sealcanvas.server.home import Description, Home, HomeError
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blob_store import BlobsUnavailable

if TYPE_CHECKING:
    from sealcanvas.storage.outer.store import OuterBlobs


def chosen_address(home: Home, wanted: str | None) -> str:
    """The address that this start works with, in its one form; "" is the state folder.

    Args:
        wanted: what `--blobs` says, or None.

    Raises:
        HomeError: it is no address, or not the one that this home was made with.
    """
    from sealcanvas.storage.outer.address import BadAddress, OuterAddress

    try:
        address = None if wanted is None else str(OuterAddress.parse(wanted))
    except BadAddress as error:
        raise HomeError(str(error)) from None
    if not home.exists:
        return address or ""
    kept = home.describe().blobs
    if address not in (None, kept):
        raise HomeError(
            f"{home.folder} keeps its objects in {kept or 'the state folder'}: leave --blobs out, "
            "or choose another --home"
        )
    return kept


def outer_blobs(home: Home, address: str) -> "OuterBlobs | None":
    """The outer store at `address`, or None where that is "".

    Raises:
        HomeError: the credentials are missing, or the address cannot be used.
    """
    if not address:
        return None
    from sealcanvas.storage.outer.address import BadAddress, OuterAddress
    from sealcanvas.storage.outer.store import OuterBlobs

    try:
        return OuterBlobs(OuterAddress.parse(address), home.folder / "objects" / "incoming", home.environment)
    except BadAddress as error:
        raise HomeError(str(error)) from None


def require_blank(store: "OuterBlobs | None") -> None:
    """Find out, before anything is made, that a new instance may have this outer store.

    Raises:
        HomeError: it is another's, holds something, or does not answer.
    """
    from sealcanvas.storage.outer.claim import Claimed, look_blank

    if store is None:
        return
    try:
        look_blank(store)
    except (Claimed, BlobsUnavailable) as error:
        raise HomeError(str(error)) from None


def claim(instance: Instance, store: "OuterBlobs | None", description: Description) -> None:
    """Make sure that the outer store is this instance's own.

    Raises:
        HomeError: it is another's, is not the one that was written to, or does not answer.
    """
    if store is None:
        return
    from sealcanvas.storage.outer.claim import Claimed, claim_store

    with instance.database.read() as connection:
        wrote = any(connection.execute(select(table.c.upload_id).limit(1)).first() for table in (objects, parts))
    try:
        claim_store(store, description.instance, fresh=not wrote)
    except (Claimed, BlobsUnavailable) as error:
        raise HomeError(str(error)) from None
