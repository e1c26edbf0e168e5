"""The linter: what a policy text says that its author cannot have meant. One family of rules a file.

It reads the text anew and knows AWS's actions and condition keys, so it is for policies that are put or edited, never
for a decision. A rule may also refuse, where the AWS service does: `admit` is what every operation asks that takes a
policy.
"""

from functools import lru_cache

from sealcanvas.access.aws_sentences import aws_sentence
from sealcanvas.access.finding import Finding, PolicySyntaxError
from sealcanvas.access.linter.actions import check_actions
from sealcanvas.access.linter.arns import check_arns
from sealcanvas.access.linter.breadth import check_breadth
from sealcanvas.access.linter.condition_keys import check_condition_keys
from sealcanvas.access.linter.condition_types import check_condition_types
from sealcanvas.access.linter.contradictions import check_contradictions
from sealcanvas.access.linter.documents import check_document, check_size, fits
from sealcanvas.access.linter.effects import check_effects
from sealcanvas.access.linter.kinds import guess_kind
from sealcanvas.access.linter.lockout import check_lockout
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.placeholders import check_placeholders
from sealcanvas.access.linter.resources import check_resources
from sealcanvas.access.linter.trust import check_trust
from sealcanvas.access.linter.view import PolicyView, view
from sealcanvas.access.policy import PolicyDocument, PolicyKind
from sealcanvas.access.reading.documents import read_document

__all__ = ["admit", "guess_kind", "lint_policy"]

_RULES = (
    check_document,
    check_actions,
    check_resources,
    check_arns,
    check_condition_keys,
    check_condition_types,
    check_contradictions,
    check_effects,
    check_breadth,
    check_lockout,
    check_trust,
    check_placeholders,
)


@lru_cache(maxsize=64)
def lint_policy(text: str, kind: PolicyKind, account: str = "") -> tuple[Finding, ...]:
    """Return every finding on `text`, in its order; never raises.

    `account` is the owner's of the key, bucket or role, and of whatever the policy is attached to; "" where unknown.
    A text that is no JSON is judged as it was read past its faults; one that cannot be read to its end is not.
    """
    reading = read_document(text, kind)
    if reading.node is None:
        return reading.findings
    notes = Notes()
    if not fits(text, kind):
        check_size(PolicyView(kind, text, reading.node, account), notes)  # the rest is not worth the time
    else:
        policy = view(reading.node, kind, text, account)
        for rule in _RULES:
            rule(policy, notes)
    known = {(each.code, each.line, each.column) for each in notes.found}
    found = [each for each in reading.findings if (each.code, each.line, each.column) not in known]
    if notes.dropped:
        message = f"There are {notes.dropped} findings more."
        notes.found.append(Finding("too-many-findings", message, "Mend these first.", 1, 1, refused=False))
    return tuple(sorted([*found, *notes.found], key=lambda each: (each.line, each.column)))


def admit(text: str, kind: PolicyKind, account: str = "") -> PolicyDocument:
    """Return the compiled policy of a text that somebody puts.

    Raises PolicySyntaxError, with every fault and AWS's sentence, if AWS would refuse it. Policies that are stored
    already are read by `PolicyDocument.parse`, which asks for less.
    """
    found = lint_policy(text, kind, account)
    if any(each.refused for each in found):
        raise PolicySyntaxError.of(found, aws_sentence(found, kind, text))
    return PolicyDocument.parse(text, kind)
