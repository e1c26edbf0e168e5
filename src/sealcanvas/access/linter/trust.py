"""What IAM refuses in a trust policy besides its form."""

from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import shown


def check_trust(policy: PolicyView, notes: Notes) -> None:
    """Refuse every action that is not one of STS."""
    if policy.kind != "trust":
        return
    for statement in policy.statements:
        for node in statement.actions:
            if not node.text.lower().startswith("sts:"):
                message = f"{shown(node.text)} has no place in a trust policy."
                mend = "Write sts:AssumeRole; what the role may do stands in its own policies."
                notes.add("action-foreign", node, message, mend, refused=True)
