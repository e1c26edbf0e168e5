"""One entry of Resource or NotResource: its form."""

from sealcanvas.access.json_text import Node
from sealcanvas.access.reading.report import PLACEHOLDER, Report, shown


def check_resource(report: Report, node: Node) -> None:
    """Note a resource that is neither an ARN nor `*`, and a placeholder."""
    if PLACEHOLDER.search(node.text):
        message, code = f"Resource {shown(node.text)} is a placeholder.", "placeholder"
        mend = "Remove the angle brackets and write your own value."
        refused = not node.text.startswith("arn:")
    elif node.text != "*" and not node.text.startswith(("arn:", "*:")):
        message, code = f'Resource {shown(node.text)} must be in ARN format or "*".', "resource-form"
        mend = "Write the resource's full ARN."
        refused = True
    else:
        return
    if not refused or report.kind == "key":
        report.warn(node, code, message, mend)
    elif report.kind == "bucket":
        report.refuse(node, code, message, mend, "Policy has invalid resource")
    else:
        report.refuse(node, code, message, mend, f'Resource {node.text[:200]} must be in ARN format or "*".')
