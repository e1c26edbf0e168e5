"""Identity providers registered, and roles that trust them."""

from typing import Any

from sealcanvas.access.principal import ANONYMOUS
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.support.oidc import CLIENT, Provider
from tests.unit.iam.asking import ask_as, policy, root

OTHER = "444455556666"
NO_KEY = "Couldn't retrieve verification key from your identity provider,  please reference"


class Seconds:
    """A monotonic clock that stands still until it is told to move."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def register(instance: Instance, idp: Provider, account: str = ACCOUNT, **members: Any) -> str:
    request = {"Url": idp.url, "ClientIDList": [CLIENT, "second"]} | members
    arn: str = root(instance, account)("iam:CreateOpenIDConnectProvider", **request)["OpenIDConnectProviderArn"]
    return arn


def make_web_role(
    instance: Instance, provider_arn: str, *actions: str, condition: dict[str, Any] | None = None, **members: Any
) -> str:
    """A role that trusts the provider; its ARN."""
    statement = {
        "Principal": {"Federated": provider_arn},
        "Action": ["sts:AssumeRoleWithWebIdentity", *actions],
        "Condition": condition or {},
    }
    request = {"RoleName": "Web", "AssumeRolePolicyDocument": policy(statement)} | members
    arn: str = root(instance)("iam:CreateRole", **request)["Role"]["Arn"]
    return arn


def assume(instance: Instance, role_arn: str, token: str, **members: Any) -> dict[str, Any]:
    return ask_as(instance, ANONYMOUS)(
        "sts:AssumeRoleWithWebIdentity",
        RoleArn=role_arn,
        RoleSessionName="session-1",
        WebIdentityToken=token,
        **members,
    )
