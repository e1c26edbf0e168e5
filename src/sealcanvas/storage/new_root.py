"""How a column's values follow a new root key, where sealing them anew is not all.

A column that holds what the root key wrapped, or what was made with a key derived from it, says in its `info` how its
values are made under another root key: `Column("wrapped", LargeBinary, info=on_new_root(rewrapped("purpose", name)))`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap

_KEY = "sealcanvas.new_root"

Row = Mapping[str, Any]
"""A row's values by column, sealed ones opened."""

Remake = Callable[[Row], bytes]
"""Gives a row's value under the new root key; asked for every row, in the order of the primary key."""

Following = Callable[[Secret, Secret, int], Remake]
"""Given the old root key, the new one and its epoch, how values are made."""


class NotFollowed(Exception):
    """The database cannot be brought under a new root key; one line says why. Nothing was changed."""


def on_new_root(following: Following) -> dict[str, Any]:
    """A column's `info`."""
    return {_KEY: following}


def following_of(info: Mapping[Any, Any]) -> Following | None:
    """What `on_new_root` put into a column's `info`."""
    found: Following | None = info.get(_KEY)
    return found


def rewrapped(purpose: str, name: Callable[[Row], bytes], column: str = "wrapped") -> Following:
    """Secrets wrapped under the root key: unwrapped under the old, wrapped under the new (docs/formats/root-wrap.md).

    Args:
        purpose: what they are wrapped for.
        name: under which name, of a row.
        column: the column that holds them.
    """

    def following(old: Secret, new: Secret, epoch: int) -> Remake:
        def remake(row: Row) -> bytes:
            if not row[column]:
                return b""  # nothing is there (now): an imported secret that was deleted
            secret = unwrap(old, purpose, name(row), row[column])
            return wrap(new, purpose, name(row), secret, epoch=epoch)

        return remake

    return following
