"""ReadOptions: how a file is to be read, where its own bytes shall not decide."""

from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.service.own_errors import ValidationException

_NAMES = {
    "FileFormat": "form",
    "Encoding": "encoding",
    "Delimiter": "delimiter",
    "QuoteCharacter": "quote",
    "HasHeader": "header",
    "SheetName": "sheet",
}
_FORMATS = {
    "Encoding": ("csv", "jsonl"),
    "Delimiter": ("csv",),
    "QuoteCharacter": ("csv",),
    "HasHeader": ("csv", "xlsx"),
    "SheetName": ("xlsx",),
}
"""Formats of which a member can be told."""


def check_read_options(options: dict[str, Any]) -> None:
    """Refuse what no file can be read by, whatever it holds.

    Raises:
        ValidationException: names the member.
    """
    for member in ("Delimiter", "QuoteCharacter"):
        text = options.get(member, "")
        if text and (not text.isascii() or text in "\r\n\0"):
            raise ValidationException(f"ReadOptions.{member} must be one ASCII character, and no line break.")
    if options.get("Delimiter") is not None and options.get("Delimiter") == options.get("QuoteCharacter"):
        raise ValidationException("ReadOptions.Delimiter and ReadOptions.QuoteCharacter must differ.")
    told = options.get("FileFormat")
    for member, formats in _FORMATS.items():
        if member in options and told is not None and told not in formats:
            raise ValidationException(f"ReadOptions.{member} is of {' and '.join(formats)} files, not of {told}.")
    if "SheetName" in options and options.keys() & {"Encoding", "Delimiter", "QuoteCharacter"}:
        raise ValidationException("ReadOptions.SheetName is of a workbook, which has no encoding, delimiter or quotes.")


def as_payload(options: dict[str, Any]) -> dict[str, Any]:
    """As the import's job takes them."""
    sampling = options.get("Sampling")
    return {
        "read": {name: options[member] for member, name in _NAMES.items() if member in options},
        "sampling": None if sampling is None else {"method": sampling["Method"], "rows": sampling["RowCount"]},
    }


def found_by(result: dict[str, Any]) -> dict[str, Any]:
    """What a worker says of how it read the file, in bounds, as it is kept."""
    found = result["found"]
    texts = {name: str(found[name])[:255] for name in _NAMES.values() if name != "header" and name in found}
    flags = {name: bool(found[name]) for name in ("gzip", "header") if name in found}
    return {
        "found": {**texts, **flags},
        "source_rows": int(result["source_rows"]),
        "warnings": [str(each)[:1_000] for each in result["warnings"][:20]],
    }


def members(details: dict[str, Any]) -> dict[str, Any]:
    """Members of a description: what was asked for, and what was found."""
    answer = {"ReadOptions": details["read"]} if details.get("read") else {}
    if "found" not in details:
        return answer
    found = details["found"]
    detected = {member: found[name] for member, name in _NAMES.items() if name in found}
    detected["Compression"] = "gzip" if found["gzip"] else "none"
    return {
        **answer,
        "DetectedFormat": detected,
        "SourceRowCount": details["source_rows"],
        "Warnings": details["warnings"],
    }


def options_of(dataset: Stored) -> dict[str, Any]:
    """Those that a dataset's newest version was read by."""
    return dict(dataset.details.get("read") or {})
