"""A studio whose people sign in by an identity provider on loopback."""

import json
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sealcanvas.iam import iam
from sealcanvas.sagemaker import create_sign_in_provider, update_sign_in_provider
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Operation
from sealcanvas.sign_in import delete_sign_in_provider, list_sign_in_providers
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.oidc import CLIENT
from tests.support.oidc_sign_in import SignInIdp
from tests.unit.sagemaker.sagemaker_world import policy
from tests.unit.server.console.console_world import Browser, Studio

START = "/console/sign-in/oidc/corp"
_OPERATIONS: dict[str, Operation] = {
    operation.name: operation
    for operation in (
        create_sign_in_provider,
        update_sign_in_provider,
        list_sign_in_providers,
        delete_sign_in_provider,
    )
}


@dataclass
class SignIns:
    """The studio, its identity provider, and who registers sign-ins.

    Attributes:
        provider_arn: the provider in IAM.
        role: a role that lets the provider's jane in, and nobody else; it may list users.
    """

    studio: Studio
    idp: SignInIdp
    provider_arn: str
    role: str

    def ask(self, name: str, by: Call | None = None, **request: Any) -> dict[str, Any]:
        """An operation on sign-ins, as over the wire."""
        call, model = by or self.studio.world.admin, load("sealcanvas").operations[name]
        validate(model, request)
        answer = _OPERATIONS[name](replace(call), request)
        assert serialize(model, answer, call.request_id).status == 200
        return answer

    def register(self, operation: str = "CreateSignInProvider", **members: Any) -> dict[str, Any]:
        """Register the sign-in `corp`, for the role unless `members` say otherwise."""
        whole: dict[str, Any] = {
            "SignInProviderName": "corp",
            "DisplayName": "社内アカウント",
            "OpenIDConnectProviderArn": self.provider_arn,
            "ClientId": CLIENT,
            "RoleArn": self.role,
        } | members
        request = {name: value for name, value in whole.items() if value is not None}
        answer: dict[str, Any] = self.ask(operation, **request)["SignInProvider"]
        return answer

    def for_domain(self, operation: str = "CreateSignInProvider", **members: Any) -> dict[str, Any]:
        """Register the sign-in `corp` for the studio's domain."""
        return self.register(operation, RoleArn=None, DomainId=self.studio.domain_id, **members)

    def away(self, browser: Browser, start: str = START) -> str:
        """Press the button: where the browser is sent."""
        response = browser.send("GET", start)
        assert response.status == 302, response.body
        return response.headers["location"]

    def sign_in(self, person: str = "jane", browser: Browser | None = None) -> Browser:
        """A browser that went to the provider as somebody, and came back; whether that helped, the test asks."""
        browser = browser or self.studio.browser()
        browser.get(self.idp.back(self.away(browser), person))
        return browser

    def trust(self, condition: dict[str, Any]) -> None:
        """Let the role trust the provider under another condition."""
        request = {"RoleName": "Web", "PolicyDocument": trust_of(self.provider_arn, condition)}
        iam.operations["UpdateAssumeRolePolicy"](self.studio.world.admin, request)


def trust_of(provider_arn: str, condition: dict[str, Any]) -> str:
    """A trust policy for the provider."""
    return policy(
        {
            "Principal": {"Federated": provider_arn},
            "Action": "sts:AssumeRoleWithWebIdentity",
            "Condition": {"StringEquals": condition},
        }
    )


def make_sign_ins(studio: Studio, idp: SignInIdp) -> SignIns:
    """Register the provider, and make the role."""
    admin = studio.world.admin
    idp.now = studio.world.clock.now
    request = {"Url": idp.url, "ClientIDList": [CLIENT, "second"]}
    arn = iam.operations["CreateOpenIDConnectProvider"](admin, request)["OpenIDConnectProviderArn"]
    trust = trust_of(arn, {f"{idp.name}:sub": "jane", f"{idp.name}:aud": CLIENT})
    role = iam.operations["CreateRole"](
        admin, {"RoleName": "Web", "AssumeRolePolicyDocument": trust, "MaxSessionDuration": 7_200}
    )["Role"]["Arn"]
    may = policy({"Action": "iam:ListUsers", "Resource": "*"})
    iam.operations["PutRolePolicy"](admin, {"RoleName": "Web", "PolicyName": "own", "PolicyDocument": may})
    return SignIns(studio, idp, arn, role)


def session(browser: Browser) -> dict[str, Any]:
    """What the browser's session is."""
    answer: dict[str, Any] = json.loads(browser.get("/console/api/session"))
    return answer


def is_in(browser: Browser) -> bool:
    """Whether the browser has a session that holds."""
    return "PrincipalArn" in session(browser)


def refusal(browser: Browser) -> str:
    """What the page says to whoever was not let in."""
    assert browser.last.status == 403
    page = browser.last.body.decode()
    assert not is_in(browser)
    return page


def parameters_of(location: str) -> dict[str, str]:
    """The parameters of an address."""
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
