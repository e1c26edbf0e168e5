"""The actions that a statement is about: those that are served here, and those that it spells out."""

import json
from collections.abc import Iterable
from functools import cache
from typing import Any

from sealcanvas.access.policy import PolicyDocument, PolicyKind
from sealcanvas.access.service_reference import reference
from sealcanvas.access.statement import Statement
from sealcanvas.forecast import forecast, forecastquery
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.s3.target import object_to_read, object_to_write
from sealcanvas.sagemaker import sagemaker, sagemaker_runtime
from sealcanvas.service.own import sealcanvas
from sealcanvas.sts import sts
from sealcanvas.wire.model import SERVICES, load

_SERVICES = {s.name: s for s in (kms, iam, sts, s3, sagemaker, sagemaker_runtime, forecast, forecastquery, sealcanvas)}
_PREFIXES = {"forecastquery": "forecast", "sagemaker-runtime": "sagemaker"}
_ASKED_BY_HANDLERS = (
    "iam:PassRole",
    "kms:ReEncryptFrom",
    "kms:ReEncryptTo",
    "s3:GetObjectAttributes",
    "s3:GetObjectVersionAttributes",
    "sts:SetSourceIdentity",
    "sts:TagSession",
)
"""Actions of no operation of their own: handlers ask for them besides."""
_FREE = "sts:GetCallerIdentity"
"""No policy can forbid it."""
_ONLY: dict[PolicyKind, str] = {"key": "kms:", "trust": "sts:", "bucket": "s3:"}


@cache
def known_actions() -> tuple[str, ...]:
    """Every action that something here asks for, sorted."""
    found = set(_ASKED_BY_HANDLERS)
    for service in SERVICES:
        handlers = _SERVICES[service].operations if service in _SERVICES else {}
        for name in load(service).operations:
            handler = handlers.get(name)
            found.add((handler and handler.action) or f"{_PREFIXES.get(service, service)}:{name}")
            found.add((handler and handler.version_action) or "")
    return tuple(sorted(action for action in found if action and action != _FREE and _exists(action)))


def _exists(action: str) -> bool:
    """Tell operations that are actions from those that ask for others (CopyObject, ReEncrypt)."""
    prefix, _, name = action.partition(":")
    service = reference(prefix)
    return service is not None and service.action(name) is not None


@cache
def object_actions() -> frozenset[str]:
    """The actions of S3 that are about an object and not about its bucket."""
    return frozenset(
        action
        for operation in s3.operations.values()
        if operation.resource in (object_to_read, object_to_write)
        for action in (operation.action, operation.version_action)
        if action
    )


def actions_of(statements: Iterable[Statement], documents: Iterable[PolicyDocument], kind: PolicyKind) -> list[str]:
    """The actions that one of `statements` is about, sorted; those that `documents` spell out among them."""
    only = _ONLY.get(kind, "")
    every = {*known_actions(), *(name for document in documents for name in _spelled(document))}
    about = list(statements)
    folded: dict[str, str] = {}
    for action in sorted(every):
        if action.startswith(only) and any(statement.covers_action(action) for statement in about):
            folded.setdefault(action.lower(), action)
    return list(folded.values())


def _spelled(document: PolicyDocument) -> Iterable[str]:
    statements: Any = json.loads(document.text).get("Statement", [])
    known = {action.lower(): action for action in known_actions()}
    for statement in statements if isinstance(statements, list) else [statements]:
        for element in ("Action", "NotAction"):
            names = statement.get(element, [])
            for name in [names] if isinstance(names, str) else names:
                if ":" in name and "*" not in name and "?" not in name:
                    yield known.get(name.lower(), name)
