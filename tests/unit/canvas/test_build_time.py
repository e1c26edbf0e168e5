"""How long a tabular build may take: more for more bytes, which are read within it."""

import pytest

from sealcanvas.canvas.models.build_tabular import budget


@pytest.mark.parametrize(
    ("build", "size", "seconds"),
    [("quick", 0, 12), ("quick", 9_999_999, 12), ("quick", 5_000_000_000, 512), ("standard", 5_000_000_000, 1100)],
)
def test_a_second_for_each_ten_megabytes(build: str, size: int, seconds: int) -> None:
    assert budget(build, size) == seconds
