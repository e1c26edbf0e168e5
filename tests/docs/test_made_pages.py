"""The pages that a tool makes are what it makes now."""

import subprocess
import sys
from pathlib import Path

import pytest

_ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("tool", "page"), [("kms_reference", "reference/kms.md"), ("s3_reference", "reference/s3.md")])
def test_the_table_is_what_the_tool_makes(tool: str, page: str) -> None:
    made = subprocess.run(
        [sys.executable, "-c", f"import {tool}; print({tool}.text(), end='')"],
        cwd=_ROOT / "tools",
        env={"PYTHONPATH": str(_ROOT / "src"), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert (_ROOT / "docs" / page).read_text("utf-8") == made, f"run python tools/{tool}.py"
