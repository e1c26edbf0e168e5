"""The text of a policy test, read with every fault's line and column."""

import re
from functools import lru_cache
from types import MappingProxyType

from sealcanvas.access.finding import Finding
from sealcanvas.access.json_text import Node, read_json
from sealcanvas.doctor.policy_tests.fixture import MAX_BYTES, VERSION, Asker, Fixture, tidy_name
from sealcanvas.doctor.policy_tests.read_context import MAX_KEYS, read_context
from sealcanvas.doctor.policy_tests.read_expectation import read_expectation
from sealcanvas.doctor.policy_tests.read_principal import read_principal
from sealcanvas.doctor.policy_tests.read_session_policies import read_session_policies
from sealcanvas.doctor.policy_tests.syntax import Faults, FixtureSyntaxError

_MEMBERS = (
    *("PolicyTestVersion", "Name", "Note", "Principal", "Action", "Resource", "ResourceAccount", "Context"),
    *("EncryptionContext", "SessionPolicies", "Expect"),
)
_NEEDED = ("PolicyTestVersion", "Name", "Principal", "Action", "Resource", "Expect")
_ACTION = re.compile(r"[a-z0-9-]{1,64}:[A-Za-z0-9]{1,128}", re.ASCII | re.IGNORECASE)
_RESOURCE = re.compile(r"\*|arn:[a-z-]+:[a-z0-9-]+:[a-z0-9-]*:(?:\d{12}|aws)?:.+", re.ASCII | re.DOTALL)
_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_KMS_ALIAS = re.compile(r"arn:[a-z-]+:kms:[^:]*:[^:]*:alias/", re.ASCII)
_ALIAS_ACTIONS = ("kms:createalias", "kms:updatealias", "kms:deletealias")
_OURS = {
    "json-empty": ("The text is empty.", "Write a policy test."),
    "json-trailing": ("Text follows after the end of the test.", "Remove it."),
}
_MAX_NOTE = 2_000


@lru_cache(2_048)
def read_fixture(text: str) -> Fixture:
    """The test that `text` holds.

    Raises:
        FixtureSyntaxError: it is none; every fault is told with line, column and mend.
    """
    if len(text.encode("utf-8", "replace")) > MAX_BYTES:
        fault = Finding("too-long", f"The test is longer than {MAX_BYTES:,} bytes.", "Shorten it.", 1, 1, refused=True)
        raise FixtureSyntaxError([fault])
    node, found = read_json(text)
    faults = Faults([_ours(each) for each in found])
    fixture = None if node is None else _fixture(faults, node, text)
    if fixture is None or faults.findings:
        raise FixtureSyntaxError(faults.findings)
    return fixture


def _fixture(faults: Faults, node: Node, text: str) -> Fixture | None:
    members = faults.members(node, _MEMBERS, "a policy test")
    for name in _NEEDED:
        faults.needed(node, members, name, "The test")
    _check_version(faults, members.get("PolicyTestVersion"))
    asker = read_principal(faults, members.get("Principal"))
    expect = read_expectation(faults, members.get("Expect"))
    action = _matching(faults, members.get("Action"), "Action", _ACTION, 'Write one action, e.g. "kms:Decrypt".')
    fixture_members = {
        "name": _name(faults, members.get("Name")),
        "note": faults.text(members.get("Note"), "Note", _MAX_NOTE),
        "resource": _resource(faults, members.get("Resource"), action),
    }
    owner = _owner(faults, members.get("ResourceAccount"), fixture_members["resource"])
    context = read_context(faults, members.get("Context"))
    encryption_context = faults.texts(members.get("EncryptionContext"), "EncryptionContext", MAX_KEYS)
    session_policies = read_session_policies(faults, members.get("SessionPolicies"), text)
    if asker is None or expect is None:
        return None
    _check_session(faults, members.get("SessionPolicies"), asker)
    return Fixture(
        **fixture_members,
        resource_account=owner,
        asker=asker,
        action=action,
        expect=expect,
        context=context,
        encryption_context=MappingProxyType(encryption_context),
        session_policies=session_policies,
    )


def _ours(fault: Finding) -> Finding:
    message, mend = _OURS.get(fault.code, (fault.message, fault.mend))
    return Finding(fault.code, message, mend, fault.line, fault.column, refused=True)


def _check_version(faults: Faults, node: Node | None) -> None:
    if node is not None and (node.kind != "number" or node.text != str(VERSION)):
        message = f"This release reads policy tests of version {VERSION} alone."
        faults.refuse(node, "version", message, f"Write {VERSION}.")


def _check_session(faults: Faults, node: Node | None, asker: Asker) -> None:
    if node is not None and asker.kind not in ("role-session", "federated-user", "user", "root"):
        faults.refuse(node, "no-session", "Such a principal has no session policies.", "Remove them.")


def _name(faults: Faults, node: Node | None) -> str:
    text = faults.text(node, "Name")
    name = tidy_name(text) if text else ""
    if name is None and node is not None:
        mend = 'Take 1 to 128 printable characters without / \\ : * ? " < > |, not beginning with a dot.'
        faults.refuse(node, "name", "This cannot be the name of a test.", mend)
    return name or ""


def _matching(faults: Faults, node: Node | None, name: str, pattern: re.Pattern[str], mend: str) -> str:
    text = faults.text(node, name)
    if text and node is not None and not pattern.fullmatch(text):
        faults.refuse(node, name.lower(), f'"{text[:100]}" is no {name} that can be asked about.', mend)
    return text


def _resource(faults: Faults, node: Node | None, action: str) -> str:
    text = _matching(faults, node, "Resource", _RESOURCE, 'Write one ARN, or "*".')
    alias = _KMS_ALIAS.match(text) and action.lower() not in _ALIAS_ACTIONS
    if alias and node is not None:
        faults.refuse(node, "alias", "A key is never asked about by its alias.", "Write the key's own ARN.")
    return text


def _owner(faults: Faults, node: Node | None, resource: str) -> str | None:
    text = _matching(faults, node, "ResourceAccount", _ACCOUNT, "Write the 12 digits of an account.")
    if node is not None and (resource.startswith("arn:aws:s3:::") or resource.split(":", 5)[4:5] not in ([], [""])):
        message = "Whose the resource is follows from its ARN or its bucket."
        faults.refuse(node, "resource-account", message, "Remove ResourceAccount.")
    return text or None
