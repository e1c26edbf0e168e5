"""A small world to ask KMS in: an administrator, a role, a second account, and requests as over the wire."""

import json
from dataclasses import dataclass
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.roles import role_named
from sealcanvas.iam.users import user_named
from sealcanvas.kms import kms
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as

OTHER_ACCOUNT = "444455556666"
TRUST_ACCOUNT = {"Effect": "Allow", "Principal": {"AWS": ACCOUNT}, "Action": "sts:AssumeRole"}


def policy(*statements: dict[str, Any]) -> str:
    """A policy text; statements allow unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def key_statement(principal: Any, *actions: str, **members: Any) -> dict[str, Any]:
    """One statement of a key policy."""
    return {"Principal": principal, "Action": list(actions), "Resource": "*", **members}


DELEGATION = key_statement({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, "kms:*")


def ask(call: Call, name: str, **request: Any) -> dict[str, Any]:
    """Ask KMS as over the wire: the request must be valid, the answer must fit into the service model."""
    model = load("kms").operations[name]
    validate(model, request)
    answer = kms.operations[name](call, request)
    assert serialize(model, answer, call.request_id).status == 200
    return answer


@dataclass
class World:
    """The instance, its clock, and who is in it."""

    instance: Instance
    clock: Clock

    def call(self, principal: Principal) -> Call:
        return call_as(self.instance, principal)

    def user(self, name: str, *statements: dict[str, Any], account: str = ACCOUNT) -> Principal:
        """A user with these identity statements."""
        root = self.call(Principal.root(account))
        iam.operations["CreateUser"](root, {"UserName": name})
        if statements:
            document = policy(*statements)
            members = {"UserName": name, "PolicyName": "own", "PolicyDocument": document}
            iam.operations["PutUserPolicy"](root, members)
        user = user_named(self.instance, account, name)
        assert user is not None
        return user.principal

    def role(self, name: str, *statements: dict[str, Any]) -> Principal:
        """A session of a role with these identity statements."""
        root = self.call(Principal.root(ACCOUNT))
        trust = policy(TRUST_ACCOUNT)
        iam.operations["CreateRole"](root, {"RoleName": name, "AssumeRolePolicyDocument": trust})
        if statements:
            document = policy(*statements)
            members = {"RoleName": name, "PolicyName": "own", "PolicyDocument": document}
            iam.operations["PutRolePolicy"](root, members)
        role = role_named(self.instance, ACCOUNT, name)
        assert role is not None
        return Principal.role_session(role.arn, role.role_id, "work")

    def key(self, call: Call, *statements: dict[str, Any], **members: Any) -> str:
        """A new key's ARN; with statements, they are its policy."""
        if statements:
            members["Policy"] = policy(*statements)
        arn: str = ask(call, "CreateKey", **members)["KeyMetadata"]["Arn"]
        return arn

    def allowed(self, *actions: str) -> dict[str, Any]:
        """An identity statement for all resources."""
        return {"Action": list(actions), "Resource": "*"}
