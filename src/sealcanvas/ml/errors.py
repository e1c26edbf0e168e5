"""What a user's data or wish can get wrong; every message names the column and what to do.

MLError
├── UnreadableFile   the bytes are no table that we can read
├── BadOption        an unknown metric or algorithm, an impossible setting
├── BadTarget        the target column cannot be learnt
├── BadSeries        the rows do not form time series that can be forecast
├── LearnersFailed   every algorithm that was tried raised an error
├── BadRecipe        a step or formula that cannot be, or does not fit the table's columns
├── SchemaMismatch   a table to predict lacks columns of the training table
└── BadBundle        bytes that are no model bundle, or a damaged one
"""

from collections.abc import Sequence


class MLError(Exception):
    """A fault in the data or the request that the user can mend; `message` is written for people."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class UnreadableFile(MLError):
    """The bytes are empty, ragged, binary, or lack unique column names."""


class BadOption(MLError):
    """A metric, algorithm or setting that does not exist or does not fit the problem type."""


class BadTarget(MLError):
    """The target column is absent, constant, empty, or has too few rows to learn from."""


class BadSeries(MLError):
    """The rows do not form regular time series of the given frequency and horizon."""


class LearnersFailed(MLError):
    """Not one candidate could be trained; the message names the algorithms and the types of their errors."""


class BadRecipe(MLError):
    """A step of a model recipe is malformed, names a column that is not there, or does not fit its type.

    Attributes:
        step: its number, from 1; None where it is the recipe as a whole.
        position: the character of its formula, from 1; None where it is none of a formula's.
    """

    def __init__(self, message: str, *, step: int | None = None, position: int | None = None) -> None:
        super().__init__(message)
        self.step, self.position = step, position


class SchemaMismatch(MLError):
    """The table to predict lacks columns that the model was trained on: `missing` names each."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = tuple(missing)
        names = ", ".join(f"'{name}'" for name in self.missing)
        plural = "s" if len(self.missing) > 1 else ""
        super().__init__(
            f"The data lacks the column{plural} {names} that the model was trained on. "
            "Add them (names are case-sensitive; values may be empty) and predict again."
        )


class BadBundle(MLError):
    """The bytes are no model bundle, exceed its bounds, or fail a digest."""
