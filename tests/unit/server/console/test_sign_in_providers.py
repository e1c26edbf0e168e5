"""The operations by which administrators register identity providers' sign-ins."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.organizations.operations_accounts import close_account
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_organization import create_organization
from sealcanvas.service.errors import ServiceError
from sealcanvas.wire.errors import WireError
from tests.support.instance import ACCOUNT, call_as
from tests.support.oidc import CLIENT
from tests.support.oidc_sign_in import SECRET
from tests.unit.server.console.console_world import URL
from tests.unit.server.console.oidc_world import START, SignIns, is_in, refusal, session, trust_of


def refused(sign_ins: SignIns, operation: str = "CreateSignInProvider", **members: Any) -> str:
    with pytest.raises((ServiceError, WireError)) as caught:
        sign_ins.register(operation, **members)
    error = caught.value
    assert isinstance(error, ServiceError | WireError)
    return f"{error.code}: {error.message}"


def test_what_is_registered_is_listed(sign_ins: SignIns) -> None:
    made = sign_ins.register(Scopes=["openid", "profile", "profile"], ClientSecret=SECRET)
    now = sign_ins.studio.world.clock()
    assert made == {
        "SignInProviderName": "corp",
        "DisplayName": "社内アカウント",
        "OpenIDConnectProviderArn": sign_ins.provider_arn,
        "ClientId": CLIENT,
        "HasClientSecret": True,
        "Scopes": ["profile"],
        "RoleArn": sign_ins.role,
        "Claim": "sub",
        "UserProfileNames": {},
        "SessionExpirationDurationInSeconds": 43_200,
        "RedirectUri": f"{URL}/console/sign-in/oidc/corp/callback",
        "RegisteredBy": f"arn:aws:iam::{ACCOUNT}:user/admin",
        "CreationTime": now,
        "LastModifiedTime": now,
    }
    assert sign_ins.ask("ListSignInProviders")["SignInProviders"] == [made]
    sign_ins.ask("DeleteSignInProvider", SignInProviderName="corp")
    assert sign_ins.ask("ListSignInProviders")["SignInProviders"] == []


def test_an_update_states_all_anew_but_the_secret(sign_ins: SignIns) -> None:
    sign_ins.register(ClientSecret=SECRET, Claim="email")
    updated = sign_ins.register("UpdateSignInProvider", DisplayName=None)
    assert (updated["DisplayName"], updated["Claim"], updated["HasClientSecret"]) == ("corp", "sub", True)
    sign_ins.idp.secret = SECRET
    assert is_in(sign_ins.sign_in())
    assert not sign_ins.register("UpdateSignInProvider", ClientSecret="")["HasClientSecret"]
    sign_ins.idp.secret = ""
    assert is_in(sign_ins.sign_in())


@pytest.mark.parametrize(
    ("members", "why"),
    [
        (
            {"ClientId": "third"},
            "ValidationException: ClientId 'third' is none of the provider's audiences: app, second",
        ),
        ({"RoleArn": None}, "ValidationException: Say who one becomes"),
        ({"DomainId": "d-abcdefghijkl"}, "ValidationException: Say who one becomes"),
        ({"RoleArn": f"arn:aws:iam::{ACCOUNT}:user/Web"}, "ValidationException: RoleArn"),
        ({"RoleArn": "arn:aws:iam::444455556666:role/Web"}, "ValidationException: RoleArn"),
        ({"RoleArn": None, "DomainId": "d-abcdefghijkl"}, "ResourceNotFoundException: Account"),
        ({"UserProfileNames": {"a": "b"}}, "ValidationException: UserProfileNames"),
        ({"DisplayName": "  "}, "ValidationException: DisplayName"),
        ({"DisplayName": "a\nb"}, "ValidationException: DisplayName"),
        ({"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:role/Web"}, "ResourceNotFoundException: Account"),
        ({"OpenIDConnectProviderArn": "arn:aws:iam::444455556666:oidc-provider/x"}, "ResourceNotFoundException"),
        ({"SignInProviderName": "Corp"}, "ValidationException"),
        ({"SignInProviderName": "../x"}, "ValidationException"),
        ({"Scopes": ['a"b']}, "ValidationException"),
        ({"Scopes": ["a b"]}, "ValidationException"),
        ({"SessionExpirationDurationInSeconds": 60}, "ValidationException"),
    ],
)
def test_what_cannot_be_registered(sign_ins: SignIns, members: dict[str, Any], why: str) -> None:
    assert refused(sign_ins, **members).startswith(why)
    assert sign_ins.ask("ListSignInProviders")["SignInProviders"] == []


def test_a_name_is_taken_once_and_an_account_has_twenty(sign_ins: SignIns) -> None:
    sign_ins.register()
    assert refused(sign_ins).startswith("ResourceInUseException")
    for place in range(19):
        sign_ins.register(SignInProviderName=f"corp-{place}")
    assert refused(sign_ins, SignInProviderName="one-more").startswith("ServiceQuotaExceededException")


def test_who_may_register(sign_ins: SignIns) -> None:
    world = sign_ins.studio.world
    nobody = world.user("nobody", {"Action": "sealcanvas:ListSignInProviders", "Resource": "*"})
    assert "sealcanvas:CreateSignInProvider" in refused(sign_ins, by=nobody)
    # For a domain: whoever may make links for all of its user profiles.
    domain: dict[str, Any] = {"RoleArn": None, "DomainId": sign_ins.studio.domain_id}
    some = world.user("some", {"Action": ["sealcanvas:*"], "Resource": "*"})
    assert "sagemaker:CreatePresignedDomainUrl" in refused(sign_ins, by=some, **domain)
    one = f"arn:aws:sagemaker:*:*:user-profile/{sign_ins.studio.domain_id}/ana"
    fewer = world.user(
        "fewer",
        {"Action": ["sealcanvas:*"], "Resource": "*"},
        {"Action": ["sagemaker:CreatePresignedDomainUrl"], "Resource": one},
    )
    assert "sagemaker:CreatePresignedDomainUrl" in refused(sign_ins, by=fewer, **domain)
    held = replace(world.admin, purpose="arn:aws:sagemaker:us-east-1:111122223333:user-profile/d/ana")
    assert "Credentials that a service holds" in refused(sign_ins, by=held)


def test_another_accounts_sign_ins_are_not_there(sign_ins: SignIns) -> None:
    instance = sign_ins.studio.world.instance
    sign_ins.register()
    create_organization(sign_ins.studio.world.admin, {})
    request = {"AccountName": "other", "Email": "other@example.com"}
    status = create_account(sign_ins.studio.world.admin, request)["CreateAccountStatus"]
    stranger = call_as(instance, Principal.root(status["AccountId"]))
    assert sign_ins.ask("ListSignInProviders", by=stranger)["SignInProviders"] == []
    assert "has no sign-in" in refused(sign_ins, "UpdateSignInProvider", by=stranger)
    with pytest.raises(ServiceError, match="has no sign-in"):
        sign_ins.ask("DeleteSignInProvider", by=stranger, SignInProviderName="corp")
    assert is_in(sign_ins.sign_in())


def test_a_closed_account_lets_nobody_in_and_has_no_button(sign_ins: SignIns) -> None:
    admin, instance = sign_ins.studio.world.admin, sign_ins.studio.world.instance
    create_organization(admin, {})
    request = {"AccountName": "other", "Email": "other@example.com"}
    account = create_account(admin, request)["CreateAccountStatus"]["AccountId"]
    owner = call_as(instance, Principal.root(account))
    provider = {"Url": sign_ins.idp.url, "ClientIDList": [CLIENT]}
    arn = iam.operations["CreateOpenIDConnectProvider"](owner, provider)["OpenIDConnectProviderArn"]
    trust = trust_of(arn, {f"{sign_ins.idp.name}:sub": "jane"})
    role = iam.operations["CreateRole"](owner, {"RoleName": "Web", "AssumeRolePolicyDocument": trust})["Role"]["Arn"]
    sign_ins.register(by=owner, OpenIDConnectProviderArn=arn, RoleArn=role)
    browser, late = sign_ins.sign_in(), sign_ins.studio.browser()
    assert session(browser)["Account"] == account
    back = sign_ins.idp.back(sign_ins.away(late))
    close_account(admin, {"AccountId": account})
    assert not is_in(browser)
    late.get(back)
    assert "no such sign-in" in refusal(late)
    assert json.loads(late.get("/console/api/sign-in")) == {"Providers": []}
    late.get(START)
    assert "no such sign-in" in refusal(late)
