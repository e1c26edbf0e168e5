"""The table of KMS's operations names every one that AWS has, and a parity test for each that is served."""

from pathlib import Path

from sealcanvas.kms import kms

_PAGE = Path(__file__).parents[2] / "docs/reference/kms.md"


def test_every_operation_that_is_served_has_a_parity_test() -> None:
    rows = [line.split(" | ") for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    tested = {row[0].removeprefix("| ") for row in rows if row[-1].startswith("`")}
    assert set(kms.operations) <= tested
