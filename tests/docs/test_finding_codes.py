"""docs/policy-linter.md has a row for each code of the linter, and the code uses no other."""

import ast
import re
from pathlib import Path

from sealcanvas.access.finding_codes import CODES

_ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| `([a-z0-9-]+)` \| ([a-z-]+) \| (.+?) \|$", re.MULTILINE)
_NOTING = {"add": 0, "refuse": 1, "warn": 1, "note": 1, "fault": 0, "Finding": 0}


def used_codes() -> set[str]:
    found = set()
    for path in (*(_ROOT / "src/sealcanvas/access").rglob("*.py"), *(_ROOT / "src/sealcanvas/cli").glob("policy*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in CODES:
                found.add(node.value)
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            place = _NOTING.get(name)
            if place is not None and len(node.args) > place:
                code = node.args[place]
                if isinstance(code, ast.Constant) and isinstance(code.value, str) and "-" in code.value:
                    assert code.value in CODES, f"{path.name}: {code.value} is in no table"
    return found


def test_the_page_lists_every_code_with_its_severity_and_meaning() -> None:
    page = (_ROOT / "docs/policy-linter.md").read_text("utf-8")
    rows = {code: (severity, meaning) for code, severity, meaning in _ROW.findall(page)}
    assert rows == dict(CODES)


def test_every_code_is_used_somewhere_and_every_one_used_is_listed() -> None:
    tables = _ROOT / "src/sealcanvas/access/finding_codes.py"
    elsewhere = "\n".join(
        path.read_text("utf-8")
        for folder in ("access", "cli")
        for path in (_ROOT / "src/sealcanvas" / folder).rglob("*.py")
        if path != tables and path.name != "aws_sentences.py"
    )
    made = {"action-missing", "resource-missing"}  # of an element's name
    assert used_codes() >= set(CODES) - made
    for code in set(CODES) - made:
        assert f'"{code}"' in elsewhere, code
