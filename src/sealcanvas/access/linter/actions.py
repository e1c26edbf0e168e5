"""Actions: those that do not exist, those that fit nothing, those that are said already."""

from sealcanvas.access.linter.covering import covers
from sealcanvas.access.linter.notes import Notes
from sealcanvas.access.linter.statement_view import ActionView, StatementView
from sealcanvas.access.linter.view import PolicyView
from sealcanvas.access.reading.report import shown
from sealcanvas.access.service_reference import prefixes


def check_actions(policy: PolicyView, notes: Notes) -> None:
    """Note every entry that stands for no action; S3 refuses those."""
    refused = policy.kind == "bucket"
    for statement in policy.statements:
        for entry in statement.entries:
            if entry.prefix != "*":
                _check(entry, notes, refused=refused)
        _redundant(statement, notes)


def _check(entry: ActionView, notes: Notes, *, refused: bool) -> None:
    text = shown(entry.node.text)
    if entry.service is None:
        close = notes.meant(entry.prefix, prefixes())
        mend = f"Did you mean {close}:{entry.name[:60]}?" if close else "Write the prefix of an AWS service."
        notes.add("service-unknown", entry.node, f"{text}: there is no such service.", mend, refused=refused)
    elif not entry.actions:
        if entry.exact:
            close = notes.meant(entry.name, (action.name for action in entry.service.actions.values()))
            mend = f"Did you mean {entry.prefix}:{close}?" if close else "Remove it."
            notes.add("action-unknown", entry.node, f"{text}: there is no such action.", mend, refused=refused)
        else:
            mend = f"Write a pattern of {entry.prefix}'s actions, or remove it."
            message = f"{text}: no action of {entry.prefix} fits it."
            notes.add("action-wildcard-empty", entry.node, message, mend, refused=refused)


def _redundant(statement: StatementView, notes: Notes) -> None:
    for code, nodes, texts in (
        ("action-redundant", statement.actions, statement.action_texts),
        ("resource-redundant", statement.resources, statement.resource_texts),
    ):
        wide = [text for text in dict.fromkeys(texts) if "*" in text]
        seen: set[str] = set()
        for node, text in zip(nodes, texts, strict=True):
            if text in seen:
                notes.add(code, node, f"{shown(node.text)} stands twice.", "Remove one.")
            seen.add(text)
            for other in wide:
                if not notes.may_compare():
                    return
                if other != text and covers(other, text):
                    notes.add(code, node, f"{shown(node.text)} is part of {shown(other)} beside it.", "Remove it.")
                    break
