"""Which column names a table may have."""

from collections import Counter
from collections.abc import Sequence

from sealcanvas.ml.errors import UnreadableFile

MAX_COLUMNS = 1_000


def check_names(names: Sequence[str], what: str) -> None:
    """Raises UnreadableFile for more than 1,000 columns, an empty name, or one that occurs twice."""
    if len(names) > MAX_COLUMNS:
        raise UnreadableFile(f"{what} has {len(names):,} columns; at most {MAX_COLUMNS:,} are allowed.")
    for position, column in enumerate(names, 1):
        if not column.strip():
            raise UnreadableFile(f"{what}: column {position} has no name. Name every column in the first row.")
    repeated = [column for column, count in Counter(names).items() if count > 1]
    if repeated:
        raise UnreadableFile(f"{what}: the column name '{repeated[0]}' occurs more than once. Rename one of them.")
