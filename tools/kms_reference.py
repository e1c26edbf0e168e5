"""Writes docs/reference/kms.md, the table of KMS's operations, from what is served: `python tools/kms_reference.py`."""

import ast
from collections.abc import Iterator
from pathlib import Path

from botocore import xform_name
from botocore.loaders import Loader

from sealcanvas.server.registry import services

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs/reference/kms.md"
_PARITY = ROOT / "tests/parity"
_HEAD = """# KMS's operations

Every operation of AWS's service model, what it does here, and the tests that ask it through a client of AWS's own.
Made by `python tools/kms_reference.py` from what is served and tested; [kms.md](../kms.md) says how. "asks by itself"
stands where the action depends on the request.
"""


def text() -> str:
    """The page."""
    tests = parity_tests()
    served = services()["kms"].operations
    rows = []
    for name in sorted(operations()):
        where = ", ".join(f"`{each}`" for each in tests[name])
        if name not in served:
            rows.append(f"| {name} | | Not served. | {where} |")
            continue
        operation = served[name]
        action = f"`{operation.action}`" if operation.action else "asks by itself"
        rows.append(f"| {name} | {action} | {(operation.handler.__doc__ or '').splitlines()[0]} | {where} |")
    told = f"{len(served)} of {len(operations())} operations are served.\n"
    table = "\n".join(rows)
    return f"{_HEAD}\n{told}\n| operation | action | what it does | parity tests |\n|---|---|---|---|\n{table}\n"


def operations() -> set[str]:
    """The operations of AWS's service model."""
    return set(Loader().load_service_model("kms", "service-2")["operations"])


def parity_tests() -> dict[str, list[str]]:
    """By operation, two of the files under tests/parity that ask it of KMS: those that ask the most operations."""
    names = {spelled: name for name in operations() for spelled in (xform_name(name), xform_name(name, "-"))}
    asked = {
        path.stem.removeprefix("test_"): {
            names[each] for each in _asked(ast.parse(path.read_text("utf-8"))) if each in names
        }
        for path in _PARITY.rglob("test_*.py")
    }
    files = sorted(asked, key=lambda file: (-len(asked[file]), file))
    return {name: [file for file in files if name in asked[file]][:2] for name in operations()}


def _asked(tree: ast.AST) -> Iterator[str]:
    """What is called on a client of KMS, by whatever name; and what the CLI is told behind "kms"."""
    clients = {name for node in ast.walk(tree) for name in _names(node)}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        texts = [each.value for each in node.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        called = node.func
        if isinstance(called, ast.Name) and texts and called.id in ("kms", "aws"):
            yield texts[1] if texts[0] == "kms" and len(texts) > 1 else texts[0]
        if isinstance(called, ast.Attribute):
            on = called.value
            if _is_client(on) or (isinstance(on, ast.Name) and (on.id in clients or on.id.endswith("kms"))):
                yield texts[0] if called.attr in ("get_paginator", "get_waiter") and texts else called.attr


def _names(node: ast.AST) -> Iterator[str]:
    """The name that `node` gives to a client of KMS: of a variable, or of a fixture."""
    if isinstance(node, ast.Assign) and _is_client(node.value):
        yield from (each.id for each in node.targets if isinstance(each, ast.Name))
    if isinstance(node, ast.FunctionDef):
        last = node.body[-1]
        if isinstance(last, ast.Return) and last.value is not None and _is_client(last.value):
            yield node.name


def _is_client(node: ast.AST) -> bool:
    """Whether it is a call such as live.client("kms")."""
    if not isinstance(node, ast.Call) or not node.args:
        return False
    first = node.args[0]
    return isinstance(first, ast.Constant) and first.value == "kms"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), "utf-8")
