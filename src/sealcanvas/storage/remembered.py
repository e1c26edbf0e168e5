"""Reads that every request makes, and whose answers hold until one of their tables changes, in whatever process."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, Protocol, TypeVar, cast

from sqlalchemy import Table

from sealcanvas.storage.changes import WATCHED
from sealcanvas.storage.database import Database

P = ParamSpec("P")
R = TypeVar("R")

_MOST = 4_096


class Holder(Protocol):
    """Whoever has a database: an instance."""

    @property
    def database(self) -> Database: ...


H = TypeVar("H", bound=Holder | Database)


def remembered(
    *tables: Table, most: int = _MOST
) -> Callable[[Callable[Concatenate[H, P], R]], Callable[Concatenate[H, P], R]]:
    """Remember what a function answers, as long as none of `tables` is changed.

    The function asks the database of its first argument, and nothing that changes otherwise: no clock, no file. Its
    further arguments are hashable, its answer is never altered by whoever gets it. An exception is not remembered, nor
    is what a unit of work sees of its own changes before its end.

    Args:
        tables: all that it reads; reading another is a RuntimeError.
        most: answers kept; the oldest goes first.
    """
    names = tuple(table.name for table in tables)
    WATCHED.update(names)

    def decorate(function: Callable[Concatenate[H, P], R]) -> Callable[Concatenate[H, P], R]:
        @wraps(function)
        def answer(holder: H, /, *args: P.args, **kwargs: P.kwargs) -> R:
            if kwargs:
                raise TypeError("arguments of remembered reads go by place")
            database = holder if isinstance(holder, Database) else holder.database
            return cast("R", database.recall(function, names, most, holder, args))

        return answer

    return decorate
