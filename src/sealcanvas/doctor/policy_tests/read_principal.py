"""Who asks, as a policy test's file says it."""

import re
from types import MappingProxyType

from sealcanvas.access.json_text import Node
from sealcanvas.doctor.policy_tests.fixture import Asker
from sealcanvas.doctor.policy_tests.forms import FORMS, Form
from sealcanvas.doctor.policy_tests.syntax import Faults
from sealcanvas.iam.arns import IamArn, is_account

_SESSION_NAME = re.compile(r"[\w+=,.@-]{2,64}", re.ASCII)
_HOST = re.compile(r"[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII)
_ALL = tuple(dict.fromkeys(member for form in FORMS for member in form.members))
_MAX_TAGS = 50


def read_principal(faults: Faults, node: Node | None) -> Asker | None:
    """The asker that the node names; None if it names none, which is a fault."""
    if node is None:
        return None
    given = faults.members(node, _ALL, "Principal")
    forms = [form for form in FORMS if form.member in given]
    if len(forms) != 1:
        if node.kind == "object":
            names = ", ".join(form.member for form in FORMS)
            faults.refuse(node, "principal", "Principal must say one who asks.", f"Write one of {names}.")
        return None
    form = forms[0]
    for name, value in given.items():
        if name not in form.members:
            faults.refuse(value, "principal", f"{name} does not belong to {form.member}.", "Remove it.")
    name_node = given[form.member]
    if form.kind == "anonymous":
        if (name_node.kind, name_node.text) != ("boolean", "true"):
            faults.refuse(name_node, "principal", "Anonymous can only be true.", "Write true, or name who asks.")
        return Asker("anonymous", "")
    name = faults.text(name_node, form.member)
    detail = ""
    if form.detail:
        detail = faults.text(faults.needed(node, given, form.detail, "Principal"), form.detail)
    if name:
        _check_name(faults, name_node, form, name)
    if detail:
        _check_detail(faults, given[form.detail], form, detail)
    tags = faults.texts(given.get("SessionTags"), "SessionTags", _MAX_TAGS)
    return Asker(form.kind, name, detail, MappingProxyType(tags))


def _check_name(faults: Faults, node: Node, form: Form, name: str) -> None:
    if form.kind == "role-session" and not _is(name, "role"):
        mend = "Write arn:aws:iam::ACCOUNT:role/NAME; the name of the session stands in SessionName."
        faults.refuse(node, "principal", f'"{name[:100]}" is no role\'s ARN.', mend)
    elif form.kind == "user" and not _is(name, "user"):
        faults.refuse(node, "principal", f'"{name[:100]}" is no user\'s ARN.', "Write arn:aws:iam::ACCOUNT:user/NAME.")
    elif form.kind == "root" and not is_account(name):
        faults.refuse(node, "principal", f'"{name[:100]}" is no account.', "Write its 12 digits.")
    elif form.kind == "service" and not _HOST.fullmatch(name):
        mend = "Write its host, e.g. sagemaker.amazonaws.com."
        faults.refuse(node, "principal", f'"{name[:100]}" is no service.', mend)


def _check_detail(faults: Faults, node: Node, form: Form, detail: str) -> None:
    if form.kind == "role-session" and not _SESSION_NAME.fullmatch(detail):
        mend = "Take 2 to 64 letters, digits and any of _+=,.@-."
        faults.refuse(node, "principal", f'"{detail[:100]}" cannot be the name of a session.', mend)
    elif form.kind == "federated-user" and not _is(detail, "user"):
        mend = "Write arn:aws:iam::ACCOUNT:user/NAME of the user who called GetFederationToken."
        faults.refuse(node, "principal", f'"{detail[:100]}" is no user\'s ARN.', mend)


def _is(text: str, kind: str) -> bool:
    arn = IamArn.parse(text)
    return arn is not None and arn.kind == kind
