"""The table of KMS's operations names every one that AWS has, and a parity test for each that is served."""

import subprocess
import sys
from pathlib import Path

from sealcanvas.kms import kms

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs/reference/kms.md"


def test_the_table_is_what_the_tool_makes() -> None:
    made = subprocess.run(
        [sys.executable, "-c", "import kms_reference; print(kms_reference.text(), end='')"],
        cwd=_ROOT / "tools",
        env={"PYTHONPATH": str(_ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert _PAGE.read_text("utf-8") == made, "run python tools/kms_reference.py"


def test_every_operation_that_is_served_has_a_parity_test() -> None:
    rows = [line.split(" | ") for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| ")][1:]
    tested = {row[0].removeprefix("| ") for row in rows if row[-1].startswith("`")}
    assert set(kms.operations) <= tested
