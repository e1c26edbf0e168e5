"""One entry of Action or NotAction: its form."""

import re

from sealcanvas.access.json_text import Node
from sealcanvas.access.reading.report import READ_BY_IAM, Report, shown

_ACTION = re.compile(r"(?:\*|[A-Za-z0-9-]+:[A-Za-z0-9*?]+|\*:\*)\Z", re.ASCII)
_VENDOR = re.compile(r"[A-Za-z0-9.-]*\Z", re.ASCII)
_ONLY_SERVICE = {"key": "kms", "trust": "sts"}


def check_action(report: Report, node: Node) -> None:
    """Note an action that is none, or none that this kind of policy is about."""
    if not _ACTION.match(node.text):
        message = f"Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.: {shown(node.text)}."
        mend = "Write service:Action, such as kms:Decrypt."
        aws = _iam_sentence(node.text) if report.kind in READ_BY_IAM else ""
        if aws or report.kind == "bucket":
            report.refuse(node, "action-form", message, mend, aws or "Policy has invalid action")
        else:
            report.warn(node, "action-form", message, mend)
        return
    service = node.text.partition(":")[0].lower()
    only = _ONLY_SERVICE.get(report.kind)
    if only is not None and service not in (only, "*"):
        message = f"{shown(node.text)} has no effect in a {report.kind} policy."
        report.warn(node, "action-foreign", message, f"Write an action of {only}, or remove it.")


def _iam_sentence(text: str) -> str:
    """Return IAM's sentence on an action that it refuses; "" for an odd one that it takes (`iam:no such`)."""
    vendor, colon, name = text.partition(":")
    if not colon:
        return "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc."
    if ":" in name:
        return "Actions/Condition can contain only one colon."
    return "" if vendor == "*" or _VENDOR.match(vendor) else f"Vendor {vendor[:100]} is not valid"
