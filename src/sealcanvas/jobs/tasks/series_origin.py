"""Which files the rows of Forecast's store came from: kept with the rows, told by the models that learn from them."""

import json
from typing import Any

Table = Any  # pyarrow.Table; pyarrow ships no type information

_MEMBER = b"sealcanvas.files"


def with_origin(table: Table, files: list[dict[str, Any]]) -> Table:
    """The table with a note of its files: "uri", "bytes" and "sha256" of each."""
    return table.replace_schema_metadata({_MEMBER: json.dumps(files, ensure_ascii=False).encode()})


def origin_of(tables: list[Table]) -> list[dict[str, Any]]:
    """The files of several tables, in order; tables that an earlier release imported have no note."""
    notes = ((table.schema.metadata or {}).get(_MEMBER, b"[]") for table in tables)
    return [file for note in notes for file in json.loads(note)]
