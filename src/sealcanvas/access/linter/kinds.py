"""Of which kind a policy is, as far as its text tells."""

from sealcanvas.access.json_text import read_json
from sealcanvas.access.linter.view import view
from sealcanvas.access.reading.report import PolicyKind


def guess_kind(text: str) -> PolicyKind:
    """Return the kind of policy that `text` most likely is.

    Without principals it is an identity policy: boundaries, session policies and service control policies look the
    same. With principals, its actions tell.
    """
    node, _ = read_json(text)
    if node is None:
        return "identity"
    statements = view(node, "identity", text, "").statements
    if not any(each.principal_node is not None for each in statements):
        return "identity"
    actions = [action for each in statements for action in each.action_texts]
    resources = [resource for each in statements for resource in each.resource_texts]
    if any(action.startswith("sts:") for action in actions) and not resources:
        return "trust"
    if any(action.startswith("s3:") for action in actions) or any(text.startswith("arn:aws:s3:") for text in resources):
        return "bucket"
    return "key"
