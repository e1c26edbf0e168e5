"""A policy test as the text that people review and `read` reads."""

import json
from typing import Any

from sealcanvas.doctor.policy_tests.fixture import VERSION, Asker, Expectation, Fixture
from sealcanvas.doctor.policy_tests.forms import form_of


def write_fixture(fixture: Fixture) -> str:
    """The test as JSON; what is empty is left out."""
    document: dict[str, Any] = {
        "PolicyTestVersion": VERSION,
        "Name": fixture.name,
        "Note": fixture.note,
        "Principal": _principal(fixture.asker),
        "Action": fixture.action,
        "Resource": fixture.resource,
        "ResourceAccount": fixture.resource_account,
        "Context": {
            name: value if isinstance(value, str) else list(value) for name, value in sorted(fixture.context.items())
        },
        "EncryptionContext": dict(sorted(fixture.encryption_context.items())),
    }
    document = {name: value for name, value in document.items() if value}
    if fixture.session_policies is not None:
        policies = [{"Name": name, "Policy": json.loads(text)} for name, text in fixture.session_policies]
        document["SessionPolicies"] = policies
    document["Expect"] = expectation_members(fixture.expect)
    return json.dumps(document, indent=2, ensure_ascii=False) + "\n"


def expectation_members(expect: Expectation) -> dict[str, str]:
    """The members of `Expect`."""
    members = {"Outcome": expect.outcome, "Layer": expect.layer, "Document": expect.document, "Sid": expect.sid}
    return {name: value for name, value in members.items() if value is not None}


def _principal(asker: Asker) -> dict[str, Any]:
    form = form_of(asker.kind)
    written: dict[str, Any] = {form.member: True if asker.kind == "anonymous" else asker.name}
    if form.detail:
        written[form.detail] = asker.detail
    if asker.tags:
        written["SessionTags"] = dict(asker.tags)
    return written
