"""The changes that would allow what tasks are refused: whole statements, which go on fitting when names change.

A mend allows one request and as little else as can be; a task makes many like it. So keys get the statements that
"Encrypt Your SageMaker Canvas Data with AWS KMS" prints, roles a statement on all that Canvas makes. An explicit deny
gets no offer here.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from sealcanvas.access.decision import Decision
from sealcanvas.access.mend.change import laid_out, statements_of
from sealcanvas.canvas.access_check.asked import TASKS, Asked, Task
from sealcanvas.doctor.drafted import draft_of
from sealcanvas.doctor.saved_policy import SavedPolicy, policy_at
from sealcanvas.doctor.simulate_question import ask
from sealcanvas.doctor.simulate_request import read_question
from sealcanvas.forecast import SIX_ACTIONS
from sealcanvas.kms.find import key_of_arn
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call

_INLINE = "SealcanvasWorkspace"
_LAYERS = {"key": "resource", "trust": "trust", "identity": "identity"}

Statement = dict[str, Any]


@dataclass(frozen=True)
class Offer:
    """A policy with statements more.

    Attributes:
        saved: the policy as it stands, and where.
        after: its text with them.
        complete: whether all that it is for would be allowed then.
    """

    saved: SavedPolicy
    statements: tuple[Statement, ...]
    after: str
    tasks: tuple[Task, ...]
    complete: bool

    def members(self) -> dict[str, Any]:
        """As the service model has it."""
        before = laid_out(json.loads(self.saved.text)) if self.saved.text else ""
        lines = unified_diff(before.splitlines(), self.after.splitlines(), self.saved.place, lineterm="")
        return {
            "Place": self.saved.place,
            "Layer": _LAYERS[self.saved.kind],
            "Statements": [json.dumps(each, indent=2, ensure_ascii=False) for each in self.statements],
            "Policy": self.after,
            "Diff": "\n".join(lines),
            "Tasks": list(self.tasks),
            "Complete": self.complete,
        }


def offers_of(call: Call, settings: CanvasSettings, refused: Sequence[tuple[Asked, Decision]]) -> list[Offer]:
    """One offer for each policy that statements more would help; each is tried before it is made."""
    by_place: dict[str, list[Asked]] = {}
    for asked, decision in refused:
        place = _place(call, asked, decision)
        if place:
            by_place.setdefault(place, []).append(asked)
    found = (_offer(call, settings, place, asked) for place, asked in by_place.items())
    return [offer for offer in found if offer is not None]


def _place(call: Call, asked: Asked, decision: Decision) -> str:
    """Where a statement would help: the key's policy, the role's trust policy, or an inline policy of the role."""
    if decision.outcome == "explicit-deny":
        return ""
    if decision.rules == "key":
        key = key_of_arn(call, asked.resource)
        return asked.resource if key is not None and key.manager == "CUSTOMER" else ""
    if decision.rules == "trust":
        return asked.resource
    return f"{asked.principal}#{_INLINE}" if asked.principal.startswith(f"arn:aws:iam::{call.account}:role/") else ""


def _offer(call: Call, settings: CanvasSettings, place: str, refused: list[Asked]) -> Offer | None:
    saved = policy_at(call.instance, place)
    if saved is None:
        return None
    statements = _statements(call, settings, saved, refused)
    document, kept = statements_of(saved.text or "")
    taken = {each.get("Sid") for each in kept}
    named = [_free(each, taken) for each in statements]
    kept.extend(named)
    after = laid_out(document)
    draft = draft_of(call.instance, saved, after)
    helped = [asked for asked in refused if ask(call.instance, read_question(call, asked.members()), draft).allowed]
    if not helped:
        return None
    tasks = tuple(task for task in TASKS if any(task in asked.tasks for asked in helped))
    return Offer(saved, tuple(named), after, tasks, complete=helped == refused)


def _statements(call: Call, settings: CanvasSettings, saved: SavedPolicy, refused: list[Asked]) -> list[Statement]:
    if saved.kind == "key":
        return _for_key(settings, saved.place, refused)
    if saved.kind == "trust":
        return [_for_trust(call, asked) for asked in refused]
    return _for_role(refused)


def _free(statement: Statement, taken: set[str | None]) -> Statement:
    """The statement under a Sid that is not taken."""
    sid = name = str(statement["Sid"])
    number = 2
    while sid in taken:
        sid, number = f"{name}{number}", number + 1
    taken.add(sid)
    return {**statement, "Sid": sid}


def _for_key(settings: CanvasSettings, key: str, refused: Iterable[Asked]) -> list[Statement]:
    roles: dict[str, list[str]] = {}
    for asked in refused:
        missing = roles.setdefault(asked.principal, [])
        if asked.action not in missing:
            missing.append(asked.action)
    return [_key_statement(settings, role, actions, key) for role, actions in roles.items()]


def _key_statement(settings: CanvasSettings, role: str, missing: list[str], key: str) -> Statement:
    if role == settings.forecast_role and role != settings.execution_role:
        sid, actions = "Enable IAM Permissions for Amazon Forecast KMS access", list(SIX_ACTIONS)
    else:
        whole = ["kms:Decrypt", "kms:GenerateDataKey"]
        sid, actions = "ExampleStmt", whole if key in (settings.app_key, settings.storage_key) else missing
    return {"Sid": sid, "Effect": "Allow", "Principal": {"AWS": role}, "Action": actions, "Resource": "*"}


def _for_trust(call: Call, asked: Asked) -> Statement:
    return {
        "Sid": "SealcanvasService",
        "Effect": "Allow",
        "Principal": {"Service": asked.principal},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": call.account}},
    }


def _for_role(refused: Iterable[Asked]) -> list[Statement]:
    """One statement for all actions on the same resources under the same condition."""
    alike: dict[str, list[Asked]] = {}
    for asked in refused:
        alike.setdefault(json.dumps([asked.pattern, asked.narrowed]), []).append(asked)
    found = []
    for number, same in enumerate(alike.values(), 1):
        first, actions = same[0], list(dict.fromkeys(asked.action for asked in same))
        sid = f"Workspace{number}"
        statement = {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": first.pattern}
        found.append(statement | ({"Condition": first.narrowed} if first.narrowed else {}))
    return found
