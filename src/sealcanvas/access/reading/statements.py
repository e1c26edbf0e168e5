"""One statement: its elements, and what each kind of policy asks of them."""

import re
from difflib import get_close_matches

from sealcanvas.access.conditions import Condition
from sealcanvas.access.json_text import Node
from sealcanvas.access.patterns import PatternSet
from sealcanvas.access.principal_element import PrincipalElement
from sealcanvas.access.reading.actions import check_action
from sealcanvas.access.reading.conditions import read_conditions
from sealcanvas.access.reading.principals import read_principal
from sealcanvas.access.reading.report import READ_BY_IAM, WITHOUT_PRINCIPAL, Report, shown
from sealcanvas.access.reading.resources import check_resource
from sealcanvas.access.statement import Effect, Statement

ELEMENTS = (
    "Sid",
    "Effect",
    "Principal",
    "NotPrincipal",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Condition",
)

_IAM_SID = re.compile(r"[A-Za-z0-9]*\Z", re.ASCII)


class StatementReader:
    """Reads the statements of one policy."""

    def __init__(self, report: Report, *, variables: bool) -> None:
        """`variables` lets policy variables count (version 2012-10-17)."""
        self._report = report
        self._variables = variables
        self._sids: set[str] = set()

    def read(self, node: Node, index: int) -> Statement | None:
        """Return the compiled statement, or None if it is too broken to compile."""
        if node.kind != "object":
            self._report.refuse(node, "wrong-type", "A statement must be an object.", "Write {…}.")
            return None
        for key, _ in node.members:
            if key.text not in ELEMENTS:
                refuse_element(self._report, key, ELEMENTS, "statement")
        sid = self._sid(node.member("Sid"))
        effect = self._effect(node)
        actions, not_action = self._patterns(node, "Action")
        resources, not_resource = self._resources(node)
        principals, not_principal = self._principals(node, effect)
        return Statement(
            index=index,
            sid=sid,
            line=node.line,
            effect=effect,
            actions=actions,
            not_action=not_action,
            resources=resources,
            not_resource=not_resource,
            any_resource=self._report.kind == "trust",
            principals=principals,
            not_principal=not_principal,
            conditions=self._conditions(node),
        )

    def _sid(self, node: Node | None) -> str | None:
        report = self._report
        if node is None:
            return None
        if node.kind != "string":
            report.refuse(node, "wrong-type", "Sid must be a text.", "Put it in quotes.")
            return None
        if report.kind in READ_BY_IAM and not _IAM_SID.match(node.text):
            letters = re.sub(r"[^A-Za-z0-9]", "", node.text)
            message = f"Statement IDs (SID) must be alpha-numeric; {shown(node.text)} is not."
            mend = f'Write "{letters[:60]}".' if letters else "Use the letters A to Z and a to z and digits alone."
            report.refuse(node, "sid-form", message, mend)
        if node.text and node.text in self._sids:
            message = f"Statement IDs (SID) in a single policy must be unique; {shown(node.text)} stands twice."
            report.refuse(node, "sid-duplicate", message, "Rename one of them.")
        self._sids.add(node.text)
        return node.text or None

    def _effect(self, statement: Node) -> Effect:
        node = statement.member("Effect")
        if node is None:
            mend = 'Add "Effect": "Allow" or "Deny".'
            self._report.refuse(statement, "effect-missing", "The statement has no Effect.", mend)
        elif node.text == "Allow" and node.kind == "string":
            return "Allow"
        elif node.text != "Deny" or node.kind != "string":
            code = (
                "effect-case" if node.text.title() in ("Allow", "Deny") and node.kind == "string" else "effect-invalid"
            )
            aws = f"Invalid effect : {node.text[:60]}" if self._report.kind == "bucket" else ""
            message = f"Invalid effect: {shown(node.text)}."
            self._report.refuse(node, code, message, 'Write "Allow" or "Deny".', aws)
        return "Deny"

    def _pair(self, statement: Node, element: str) -> tuple[Node | None, bool]:
        """Return the node of `element` or of its Not… form, and whether it is the latter."""
        node, opposite = statement.member(element), statement.member(f"Not{element}")
        if node is not None and opposite is not None:
            message = f"The statement has both {element} and Not{element}."
            self._report.refuse(opposite, "both-forms", message, "Remove one of them.")
        return (node, False) if node is not None else (opposite, opposite is not None)

    def _patterns(self, statement: Node, element: str) -> tuple[PatternSet | None, bool]:
        report = self._report
        node, opposite = self._pair(statement, element)
        if node is None:
            message = "Policy statement must contain actions: this one has none."
            if report.kind == "key":
                message = "The statement has no Action: it has no effect."
                report.warn(statement, "no-effect", message, 'Add "Action".')
            else:
                report.refuse(statement, "action-missing", message, 'Add "Action".')
            return None, False
        texts = report.texts(node, f"Not{element}" if opposite else element)
        for text in texts:
            check_action(report, text)
        return PatternSet((text.text for text in texts), fold=True), opposite

    def _resources(self, statement: Node) -> tuple[PatternSet | None, bool]:
        report = self._report
        node, opposite = self._pair(statement, "Resource")
        if report.kind == "trust":
            if node is not None:
                report.refuse(node, "resource-forbidden", "Has prohibited field Resource.", "Remove it.")
            return None, False
        if node is None:
            if report.kind == "key":
                message = "The statement has no Resource: it has no effect."
                report.warn(statement, "no-effect", message, 'Add "Resource": "*", which means this key.')
            else:
                message = "Policy statement must contain resources: this one has none."
                report.refuse(statement, "resource-missing", message, 'Add "Resource".')
            return None, False
        texts = report.texts(node, "NotResource" if opposite else "Resource")
        for text in texts:
            check_resource(report, text)
        return PatternSet((text.text for text in texts), variables=self._variables), opposite

    def _principals(self, statement: Node, effect: Effect) -> tuple[PrincipalElement | None, bool]:
        report = self._report
        node, opposite = self._pair(statement, "Principal")
        element = "NotPrincipal" if opposite else "Principal"
        if report.kind in WITHOUT_PRINCIPAL:
            if node is not None:
                message = "Policy document should not specify a principal: whoever it is attached to is meant."
                report.refuse(node, "principal-forbidden", message, f"Remove {element}.")
                read_principal(report, node, element)  # names its other faults as well
            return None, False
        if node is None:
            message = "Missing required field Principal: the statement says nobody to whom it applies."
            report.refuse(statement, "principal-missing", message, 'Add "Principal": {"AWS": "…"}.')
            return PrincipalElement({}), False
        principals = read_principal(report, node, element)
        if effect == "Allow" and (opposite or (principals.anyone and statement.member("Condition") is None)):
            message = "Everybody, strangers included, is allowed." if not opposite else "Everybody else is allowed."
            report.warn(node, "anyone-allowed", message, "Name the principals, or add a Condition.")
        return principals, opposite

    def _conditions(self, statement: Node) -> tuple[Condition, ...]:
        node = statement.member("Condition")
        return () if node is None else read_conditions(self._report, node, variables=self._variables)


def refuse_element(report: Report, key: Node, known: tuple[str, ...], where: str) -> None:
    """Refuse a member that no policy has, with the element that was probably meant."""
    by_fold = {name.lower(): name for name in known}
    close = get_close_matches(key.text[:60].lower(), by_fold, 1, 0.75)
    mend = f'Did you mean "{by_fold[close[0]]}"?' if close else "Remove it."
    aws = f"Unknown field {key.text[:60]}" if report.kind == "bucket" else ""
    report.refuse(key, "element-unknown", f"{shown(key.text)} is no element of a {where}.", mend, aws)
