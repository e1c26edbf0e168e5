"""A sample dataset, and the list of all."""

import csv
import io
import random
from abc import ABC, abstractmethod
from collections.abc import Iterator
from typing import Any, ClassVar

_SEED = 20261101


class Sample(ABC):
    """One sample; being defined lists it.

    Attributes:
        name: by which operations know it.
        description: one sentence for people: what a row is, and what can be learnt.
        problem: the problem type that it is an example of.
        target: the column to predict.
        columns: the header.
        row_count: how many rows there are.
        series: the columns of a time series as CreateModelVersion takes them; empty for a table.
    """

    name: ClassVar[str]
    description: ClassVar[str]
    problem: ClassVar[str]
    target: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    row_count: ClassVar[int]
    series: ClassVar[dict[str, Any]] = {}

    every: ClassVar[dict[str, type["Sample"]]] = {}

    def __init_subclass__(cls) -> None:
        """List the sample."""
        Sample.every[cls.name] = cls

    @staticmethod
    @abstractmethod
    def rows(dice: random.Random) -> Iterator[tuple[object, ...]]:
        """The rows, the same ones for the same dice; None is a value that is not known."""

    @classmethod
    def file_name(cls) -> str:
        """What its file is called."""
        return f"{cls.name}.csv"

    @classmethod
    def content(cls) -> str:
        """The CSV file: the same characters every time."""
        text = io.StringIO()
        write = csv.writer(text, lineterminator="\n").writerow
        write(cls.columns)
        for row in cls.rows(random.Random(_SEED)):  # noqa: S311 - made-up data, no secret
            write("" if value is None else value for value in row)
        return text.getvalue()
