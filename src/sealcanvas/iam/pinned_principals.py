"""Principals of a policy held by unique id, so that a role made again under an old name is a stranger to it.

The text is kept as it was given, beside the ids that its users and roles had then. When it is read, a principal whose
ARN no longer belongs to that id is shown, and decided on, as the id alone. For every policy that has principals.
Source: IAM User Guide, "AWS JSON policy elements: Principal".
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sealcanvas.iam import principals
from sealcanvas.iam.unique_ids import ENTITY_PREFIXES
from sealcanvas.service.instance import Instance

Ids = dict[str, str]
"""The unique id of each user or role ARN that a policy names."""


def pin_principals(instance: Instance, text: str) -> tuple[str, Ids]:
    """The text to keep (unique ids in it become the ARNs they stand for), and the ids of its users and roles.

    Args:
        text: a policy that `access` parsed.
    """
    ids: Ids = {}
    arns: Ids = {}
    for kind, name in named_principals(text):
        if kind != "AWS":
            continue
        if name.startswith(ENTITY_PREFIXES):
            arn = principals.arn_of(instance, name)
            if arn is not None:
                arns[name], ids[arn] = arn, name
        elif unique_id := principals.unique_id_of(instance, name):
            ids[name] = unique_id
    return _renamed(text, lambda name: arns.get(name, name)) if arns else text, ids


def current_policy(instance: Instance, text: str, ids: Mapping[str, str]) -> str:
    """The text as it stands today: principals that are gone as ids, all others as ARNs."""
    now = {arn: principals.arn_of(instance, unique_id) or unique_id for arn, unique_id in ids.items()}
    if all(arn == name for arn, name in now.items()):
        return text
    return _renamed(text, lambda name: now.get(name, name))


def says_the_same(ids: Mapping[str, str], arn: str, unique_id: str) -> bool:
    """Whether the text as it was given says of a principal what it says today: its ARN there means nobody else, and
    it has no former name there.
    """
    return ids.get(arn) == unique_id or (arn not in ids and unique_id not in ids.values())


def named_principals(text: str) -> Iterator[tuple[str, str]]:
    """Kind ("AWS", "Service", "Federated") and name of every principal in a policy that `access` parsed."""
    for element in _elements(json.loads(text)):
        for kind, names in element.items():
            for name in [names] if isinstance(names, str) else names:
                yield kind, name


def _elements(document: dict[str, Any]) -> Iterator[dict[str, Any]]:
    statements = document.get("Statement", [])
    for statement in [statements] if isinstance(statements, dict) else statements:
        for element in ("Principal", "NotPrincipal"):
            if isinstance(statement.get(element), dict):
                yield statement[element]


def _renamed(text: str, rename: Callable[[str], str]) -> str:
    document = json.loads(text)
    for element in _elements(document):
        names = element.get("AWS")
        if names is not None:
            element["AWS"] = rename(names) if isinstance(names, str) else [rename(name) for name in names]
    return json.dumps(document, ensure_ascii=False, indent=2)
