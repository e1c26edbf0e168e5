"""From a name to the principal that it means, whether or not there is one: for questions about requests never made."""

import re

from sealcanvas.access.principal import Principal, account_root_arn
from sealcanvas.iam.arns import FEDERATED_USER, ROLE_SESSION, SERVICE, IamArn
from sealcanvas.iam.principals import arn_of
from sealcanvas.iam.roles import Role, find_role, role_named
from sealcanvas.iam.users import user_named
from sealcanvas.service.instance import Instance

SESSION_NAME = "simulation"
"""The session of a role that is named without one."""

_ROOT = re.compile(r"(?:arn:aws:iam::)?(\d{12})(?::root)?", re.ASCII)


def named_principal(instance: Instance, text: str) -> Principal | None:
    """The principal that `text` names, or None if it has none of the forms below.

    Users and roles that are not there have no policies, and the ids of nobody: a policy that names a role which is
    gone does not mean one made up under its name.

    Args:
        text: the ARN or unique id of a user or role, the ARN of a role session or of a federated user (as one whose
            credentials the root user gave), an account or its root's ARN, or a service's host.
    """
    called = principal_called(text)
    if session := ROLE_SESSION.fullmatch(text):
        account, name, session_name = session.groups()
        role = role_named(instance, account, name)
        return called if role is None else _session(role, session_name)
    if called is not None and called.kind not in ("role-session", "user"):
        return called
    arn = arn_of(instance, text) or text
    parts = IamArn.parse(arn)
    if parts is not None and parts.kind == "role":
        role = find_role(instance, arn)
        return principal_called(arn) if role is None else _session(role, SESSION_NAME)
    if parts is not None and parts.kind == "user":
        user = user_named(instance, parts.account, parts.name)
        return user.principal if user is not None and user.path == parts.path else principal_called(arn)
    return None


def principal_called(text: str) -> Principal | None:
    """The principal of that name as if it were not there, with nothing looked up; None for a unique id.

    Args:
        text: as for `named_principal`.
    """
    if root := _ROOT.fullmatch(text):
        return Principal.root(root[1])
    if SERVICE.fullmatch(text):
        return Principal.service_principal(text)
    if session := ROLE_SESSION.fullmatch(text):
        account, name, session_name = session.groups()
        arn = str(IamArn(account, "role", "/", name))
        return Principal.role_session(arn, arn, session_name)
    if federated := FEDERATED_USER.fullmatch(text):
        account, name = federated.groups()
        return Principal.federated_user(account, name, account_root_arn(account), account)
    parts = IamArn.parse(text)
    if parts is None or parts.account == "aws":
        return None
    if parts.kind == "role":
        return Principal.role_session(text, text, SESSION_NAME)
    if parts.kind == "user":
        return Principal.user(parts.account, parts.name, f"{parts.account}:{parts.name}", path=parts.path)
    return None


def _session(role: Role, session_name: str) -> Principal:
    return Principal.role_session(role.arn, role.role_id, session_name, tags=role.tags)
