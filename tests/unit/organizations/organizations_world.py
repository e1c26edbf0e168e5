"""An organisation as tests see it: operations asked for as over the wire, by whoever is meant."""

import json
from dataclasses import dataclass
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam.roles import role_named
from sealcanvas.server.registry import services
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sts.session import session_principal
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT, call_as

ROLE = "OrganizationAccountAccessRole"


def statement(effect: str, *actions: str, **more: Any) -> dict[str, Any]:
    return {"Effect": effect, "Action": list(actions), "Resource": "*", **more}


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


@dataclass(slots=True)
class World:
    """One instance, its management account and what was made in it."""

    instance: Instance

    def ask(self, call: Call, operation: str, **request: Any) -> dict[str, Any]:
        """ask(call, "iam:GetRole", RoleName="Jane")."""
        service, name = operation.split(":")
        model = load(service).operations[name]
        validate(model, request)
        answer = services()[service].operations[name](call, request)
        assert serialize(model, dict(answer), call.request_id).status < 300
        return answer

    def as_root(self, account: str = ACCOUNT) -> Call:
        return call_as(self.instance, Principal.root(account))

    def as_role(self, account: str, name: str = ROLE) -> Call:
        """A session of a role."""
        role = role_named(self.instance, account, name)
        assert role is not None
        return call_as(self.instance, session_principal(role.arn, role.role_id, "tester", role.tags))

    def manage(self, operation: str, **request: Any) -> dict[str, Any]:
        """An operation of Organizations, by the management account's root user."""
        return self.ask(self.as_root(), f"organizations:{operation}", **request)

    def refused(self, operation: str, **request: Any) -> tuple[str, str]:
        """The code and reason with which `manage` is refused."""
        with pytest.raises((ServiceError, WireError)) as refusal:
            self.manage(operation, **request)
        told = refusal.value
        assert isinstance(told, ServiceError | WireError)
        return told.code, told.members.get("Reason", "")

    @property
    def root_id(self) -> str:
        found: str = self.manage("ListRoots")["Roots"][0]["Id"]
        return found

    def account(self, name: str = "Analytics", **request: Any) -> str:
        """A new member account."""
        asked = {"AccountName": name, "Email": f"{name}@example.com", **request}
        made: str = self.manage("CreateAccount", **asked)["CreateAccountStatus"]["AccountId"]
        return made

    def unit(self, name: str, parent: str = "") -> str:
        """A new unit, below the root unless told."""
        asked = {"ParentId": parent or self.root_id, "Name": name}
        made: str = self.manage("CreateOrganizationalUnit", **asked)["OrganizationalUnit"]["Id"]
        return made

    def move(self, account: str, unit: str) -> None:
        source = self.manage("ListParents", ChildId=account)["Parents"][0]["Id"]
        self.manage("MoveAccount", AccountId=account, SourceParentId=source, DestinationParentId=unit)

    def policy(self, name: str, *statements: dict[str, Any], to: str = "") -> str:
        """A new service control policy, attached if it is told where `to`."""
        asked = {"Name": name, "Description": "", "Type": "SERVICE_CONTROL_POLICY", "Content": document(*statements)}
        made: str = self.manage("CreatePolicy", **asked)["Policy"]["PolicySummary"]["Id"]
        if to:
            self.manage("AttachPolicy", PolicyId=made, TargetId=to)
        return made
