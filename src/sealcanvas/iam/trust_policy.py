"""Trust policies: their principals are held by unique id, so that a role made again under an old name is a stranger.

The text is kept as it was given, beside the ids that its principals had then. When it is read, a principal whose ARN
no longer belongs to that id is shown, and decided on, as the id alone. Source: IAM User Guide, "AWS JSON policy
elements: Principal".
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sealcanvas.iam import principals
from sealcanvas.iam.documents import read_document
from sealcanvas.iam.errors import LimitExceeded, MalformedPolicyDocument
from sealcanvas.iam.quotas import TRUST_POLICY_CHARACTERS, characters
from sealcanvas.iam.unique_ids import ENTITY_PREFIXES
from sealcanvas.service.instance import Instance

Ids = dict[str, str]
"""The unique id of each user or role ARN that a policy names."""


def accept_trust_policy(instance: Instance, text: str) -> tuple[str, Ids]:
    """The text to keep, and the ids of its principals.

    Raises:
        MalformedPolicyDocument: not a trust policy, or a principal that does not exist.
        LimitExceeded: more than 2,048 characters.
    """
    read_document(text, "trust")
    if characters(text) > TRUST_POLICY_CHARACTERS:
        raise LimitExceeded(f"Cannot exceed quota for ACLSizePerRole: {TRUST_POLICY_CHARACTERS}")
    ids: Ids = {}
    arns: Ids = {}
    for kind, name in _named(json.loads(text)):
        if not principals.exists(instance, name) and kind != "Federated":
            raise MalformedPolicyDocument(f'Invalid principal in policy: "{kind.upper()}":"{name}"')
        if kind != "AWS":
            continue
        if name.startswith(ENTITY_PREFIXES):
            arns[name] = principals.arn_of(instance, name) or name
            ids[arns[name]] = name
        elif unique_id := principals.unique_id_of(instance, name):
            ids[name] = unique_id
    return _renamed(text, lambda name: arns.get(name, name)) if arns else text, ids


def current_trust_policy(instance: Instance, text: str, ids: Mapping[str, str]) -> str:
    """The text as it stands today: principals that are gone as ids, all others as ARNs."""
    changed = {
        arn: principals.arn_of(instance, unique_id) or unique_id
        for arn, unique_id in ids.items()
        if principals.arn_of(instance, unique_id) != arn
    }
    return _renamed(text, lambda name: changed.get(name, name)) if changed else text


def _elements(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    statements = document.get("Statement", [])
    for statement in [statements] if isinstance(statements, dict) else statements:
        for element in ("Principal", "NotPrincipal"):
            if isinstance(statement.get(element), dict):
                yield statement[element]


def _named(document: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for element in _elements(document):
        for kind, names in element.items():
            for name in [names] if isinstance(names, str) else names:
                yield kind, name


def _renamed(text: str, rename: Callable[[str], str]) -> str:
    document = json.loads(text)
    for element in _elements(document):
        names = element.get("AWS", [])
        element["AWS"] = rename(names) if isinstance(names, str) else [rename(name) for name in names]
    return json.dumps(document, ensure_ascii=False, indent=2)
