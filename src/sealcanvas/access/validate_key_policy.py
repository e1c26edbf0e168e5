"""What KMS asks of a key policy beyond its form."""

from sealcanvas.access.conditions import OperatorName
from sealcanvas.access.json_text import Node
from sealcanvas.access.reading.report import Report

_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"

OVERLY_PERMISSIVE = (
    "OverlyPermissiveCondition:EncryptionContext: Using the ForAllValues set operator with a single-valued condition"
    " key matches requests without the specified encryption context or with an unspecified encryption context."
)
"""KMS's text for ForAllValues on `kms:EncryptionContext:…`.

Source: AWS KMS Developer Guide, "kms:EncryptionContext:context-key".
"""


def check_condition(report: Report, key: Node, name: OperatorName) -> None:
    """Refuse ForAllValues on an encryption context pair: it would let requests through that carry none."""
    if name.qualifier == "ForAllValues" and key.text.lower().startswith(_ENCRYPTION_CONTEXT):
        report.refuse(key, "overly-permissive-condition", OVERLY_PERMISSIVE, "To fix, remove ForAllValues.")
