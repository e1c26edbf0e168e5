"""Operations asked for as over the wire: requests are checked by the service model, answers must fit into it."""

import json
from collections.abc import Callable
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Service
from sealcanvas.sts import sts
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT, call_as

Ask = Callable[..., dict[str, Any]]
SERVICES: dict[str, Service] = {"iam": iam, "sts": sts}
EVERYTHING = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'


def asker(call: Call) -> Ask:
    """A function that asks for operations as `call`: ask("iam:GetRole", RoleName="Jane")."""

    def ask(operation: str, **request: Any) -> dict[str, Any]:
        service, name = operation.split(":")
        model = load(service).operations[name]
        validate(model, request)
        answer = SERVICES[service].operations[name](call, request)
        assert serialize(model, answer, call.request_id).status == 200
        return answer

    return ask


def ask_as(instance: Instance, principal: Principal) -> Ask:
    """`asker` for a principal."""
    return asker(call_as(instance, principal))


def root(instance: Instance, account: str = ACCOUNT) -> Ask:
    """`asker` for an account's root user, who may do everything in it."""
    return ask_as(instance, Principal.root(account))


def make_user(instance: Instance, name: str, *statements: dict[str, Any], account: str = ACCOUNT) -> Principal:
    """A user with these statements as its inline policy."""
    ask = root(instance, account)
    ask("iam:CreateUser", UserName=name)
    if statements:
        ask("iam:PutUserPolicy", UserName=name, PolicyName="own", PolicyDocument=policy(*statements))
    user = user_named(instance, account, name)
    assert user is not None
    return user.principal


def make_role(instance: Instance, name: str, *trust: dict[str, Any], account: str = ACCOUNT, **members: Any) -> str:
    """A role with these trust statements; its ARN."""
    document = policy(*(statement | {"Action": ["sts:AssumeRole", "sts:TagSession"]} for statement in trust))
    ask = root(instance, account)
    arn: str = ask("iam:CreateRole", RoleName=name, AssumeRolePolicyDocument=document, **members)["Role"]["Arn"]
    return arn


def policy(*statements: dict[str, Any]) -> str:
    """A policy text."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow"} | each for each in statements]})


def trusting(principal: Any, **members: Any) -> dict[str, Any]:
    """A trust statement."""
    return {"Principal": principal} | members
