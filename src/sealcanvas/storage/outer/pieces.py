"""The names of a blob's pieces in an outer store: `ab/cd/<id>/0000`, `ab/cd/<id>/0001`, …"""

from sealcanvas.storage.blobs import is_id

PIECE_SIZE = 8 << 20
"""Bytes of every piece but the last, which has 1 to as many."""


def folder_of(blob_id: str) -> str:
    """What the names of all pieces of a blob begin with, up to a slash."""
    return f"{blob_id[:2]}/{blob_id[2:4]}/{blob_id}"


def piece_of(blob_id: str, number: int) -> str:
    """The name of one piece, from 0 on."""
    return f"{folder_of(blob_id)}/{number:04d}"


def read_piece(name: str) -> tuple[str, int] | None:
    """Id and number of the piece of that name, or None where it is none of ours."""
    folder, _, number = name.rpartition("/")
    blob_id = folder.rpartition("/")[2]
    if not is_id(blob_id) or folder_of(blob_id) != folder or not (number.isascii() and number.isdigit()):
        return None
    return blob_id, int(number)
