"""The first rows of a table and its profile, as a job leaves them for the server to take up."""

import json
from typing import TYPE_CHECKING, Any

from sealcanvas.jobs.context import finite

if TYPE_CHECKING:
    from sealcanvas.ml.profile import TableProfile

PREVIEW_ROWS = 100
PREVIEW_FILE = "preview.json"
_LONGEST_CELL, _MOST_PREVIEW = 500, 32 << 20  # of text; fewer rows are shown where they would be more


def as_preview(head: Any, seen: "TableProfile", **more: Any) -> bytes:
    """The first rows as texts, and a profile, as the server takes them up."""
    from sealcanvas.ml.table import strings

    columns = [strings(head[name]).to_pylist() for name in head.column_names]
    rows = [[(cell or "")[:_LONGEST_CELL] for cell in row] for row in zip(*columns, strict=True)]
    content = finite({"profile": seen.to_dict(), "rows": rows, **more})
    while len(told := json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()) > _MOST_PREVIEW and rows:
        rows = content["rows"] = rows[: len(rows) // 2]
    return told
