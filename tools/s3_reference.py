"""Writes docs/reference/s3.md, the table of S3's operations, from what is served: `python tools/s3_reference.py`."""

from pathlib import Path

from sealcanvas.server.registry import services
from sealcanvas.wire.model import load

PAGE = Path(__file__).parents[1] / "docs/reference/s3.md"
_HEAD = """# S3's operations

Every operation of AWS's service model, and what becomes of it here. Made by `python tools/s3_reference.py` from what is
served; [s3.md](../s3.md) and [s3-settings.md](../s3-settings.md) say how. The action is the one that policies are asked
for; "asks by itself" stands where that depends on the request, or on who asks.
"""
_REFUSED = "Refused: `NotImplemented` (501), with the operation's name."


def text() -> str:
    """The page."""
    model = load("s3")
    rows = {}
    for name, operation in services()["s3"].operations.items():
        action = f"`{operation.action}`" if operation.action else "asks by itself"
        if operation.version_action:
            action += f", of a version `{operation.version_action}`"
        rows[name] = f"| {name} | {action} | {(operation.handler.__doc__ or '').splitlines()[0]} |"
    for name in model.refused:
        rows[name] = f"| {name} | | {_REFUSED} |"
    for name, successor in model.successors.items():
        rows[name] = f"| {name} | | An older name: {successor} answers. |"
    table = "\n".join(rows[name] for name in sorted(rows))
    return f"{_HEAD}\n| operation | action | what it does |\n|---|---|---|\n{table}\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(text(), "utf-8")
