"""Under which name key material is wrapped (docs/formats/root-wrap.md)."""

from collections.abc import Mapping
from typing import Any

MATERIAL_PURPOSE = "kms-key-material"


def name_of(key_arn: str, version: int) -> bytes:
    """The name of a key's material of that number."""
    return f"{key_arn}#{version}".encode()  # an ARN has no "#"


def material_name(row: Mapping[str, Any]) -> bytes:
    """The same, of a row of `kms_material`."""
    return name_of(row["key_arn"], row["version"])
