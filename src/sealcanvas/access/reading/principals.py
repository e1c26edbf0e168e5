"""Principal and NotPrincipal."""

import re

from sealcanvas.access.json_text import Node
from sealcanvas.access.principal_element import PRINCIPAL_TYPES, PrincipalElement, valid_aws_principal
from sealcanvas.access.reading.report import PLACEHOLDER, Report, shown

_SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:amazonaws\.com(?:\.cn)?|amazon\.com|aws\.internal)\Z")


def read_principal(report: Report, node: Node, element: str) -> PrincipalElement:
    """Return the compiled principals of `node`, the value of `element` (Principal or NotPrincipal)."""
    if node.kind == "string":
        return _read_text(report, node, element)
    named: dict[str, list[str]] = {}
    if node.kind != "object":
        report.refuse(node, "wrong-type", f'{element} must be "*" or an object.', 'Write {"AWS": "…"}.')
        return PrincipalElement(named)
    if not node.members:
        report.refuse(node, "principal-empty", f"{element} names nobody.", 'Write {"AWS": "…"}.')
    for key, value in node.members:
        if key.text not in PRINCIPAL_TYPES:
            known = ", ".join(PRINCIPAL_TYPES)
            report.refuse(key, "principal-type", f"{shown(key.text)} is no type of principal.", f"Use one of {known}.")
            continue
        for text in report.texts(value, f"{element}.{key.text}"):
            if _check(report, key.text, text):
                named.setdefault(key.text, []).append(text.text)
    return PrincipalElement(named)


def _read_text(report: Report, node: Node, element: str) -> PrincipalElement:
    if node.text == "*":
        return PrincipalElement({"AWS": ["*"]})
    if not _placeholder(report, node):
        report.refuse(
            node,
            "principal-invalid",
            f'{element} {shown(node.text)} must be "*" or an object.',
            f'Write {{"AWS": {shown(node.text)}}}.',
        )
    return PrincipalElement({})


def _check(report: Report, kind: str, node: Node) -> bool:
    text = node.text
    if _placeholder(report, node):
        return False
    if kind == "AWS" and not valid_aws_principal(text):
        if text != "*" and ("*" in text or "?" in text):
            mend = "Name each principal, or allow the account and add an ArnLike condition on aws:PrincipalArn."
            report.refuse(
                node, "principal-wildcard", f"Invalid principal in policy: {shown(text)} has a wildcard.", mend
            )
        else:
            mend = "Write the ARN of an account's root, a user, a role or a role session, or a 12-digit account id."
            report.refuse(node, "principal-invalid", f"Invalid principal in policy: {shown(text)}.", mend)
        return False
    if kind == "Service" and text != "*" and not _SERVICE.match(text):
        mend = "Write the service's host, such as sagemaker.amazonaws.com."
        report.refuse(node, "principal-invalid", f"Invalid principal in policy: {shown(text)} is no service.", mend)
        return False
    return True


def _placeholder(report: Report, node: Node) -> bool:
    found = PLACEHOLDER.search(node.text)
    if found is None:
        return False
    inner = found.group()[1:-1]
    mend = "Remove the angle brackets and write your own principal's ARN."
    if found.group() == node.text and valid_aws_principal(inner):
        mend = f'Remove the angle brackets: write "{inner}", with your own account and name.'
    report.refuse(
        node, "principal-placeholder", f"Invalid principal in policy: {shown(node.text)} is a placeholder.", mend
    )
    return True
