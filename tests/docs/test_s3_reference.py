"""The table of S3's operations names every one that AWS has, and says what the code does."""

import subprocess
import sys
from pathlib import Path

from botocore.loaders import Loader

_ROOT = Path(__file__).parents[2]
_PAGE = _ROOT / "docs/reference/s3.md"


def test_the_table_is_what_the_tool_makes() -> None:
    made = subprocess.run(
        [sys.executable, "-c", "import s3_reference; print(s3_reference.text(), end='')"],
        cwd=_ROOT / "tools",
        env={"PYTHONPATH": str(_ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert _PAGE.read_text("utf-8") == made, "run python tools/s3_reference.py"


def test_every_operation_of_aws_stands_in_it() -> None:
    rows = {line.split("|")[1].strip() for line in _PAGE.read_text("utf-8").splitlines() if line.startswith("| ")}
    known = set(Loader().load_service_model("s3", "service-2")["operations"])
    assert rows - {"operation"} == known
