"""One measurement: a set, an engine, a budget and a seed, on a clock."""

from dataclasses import asdict, dataclass
from typing import Any, Literal

Clock = Literal["cpu", "wall"]


@dataclass(frozen=True, order=True)
class Cell:
    """What is measured. `budget` is in seconds of `clock`: the process's own CPU time, or the wall's."""

    set: str
    engine: str
    budget: int
    seed: int
    clock: Clock = "cpu"

    @classmethod
    def of(cls, record: dict[str, Any]) -> "Cell":
        """The cell that a record is of."""
        return cls(record["set"], record["engine"], record["budget"], record["seed"], record["clock"])

    def to_dict(self) -> dict[str, Any]:
        """The members that a record begins with."""
        return asdict(self)

    def __str__(self) -> str:
        return f"{self.set}-{self.engine}-{self.budget}-{self.seed}-{self.clock}"
