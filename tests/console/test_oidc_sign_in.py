"""People sign in to the console by an identity provider that an administrator has registered there."""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import pytest

from tests.console.conftest import Console
from tests.support.oidc import CLIENT, running
from tests.support.oidc_sign_in import SignInIdp

pytestmark = pytest.mark.slow


@pytest.fixture
def idp() -> Iterator[SignInIdp]:
    with running(SignInIdp) as made:
        yield made


def make_role(console: Console, name: str) -> str:
    """A role that nobody but SageMaker may assume yet; it may look at keys."""
    iam = console.server.client("iam")
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    arn: str = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    may = {"Effect": "Allow", "Action": ["kms:ListKeys", "kms:ListAliases", "kms:DescribeKey"], "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [may]})
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document)
    return arn


def register(console: Console, idp: SignInIdp, name: str, **members: Any) -> None:
    """What the pages do in the first test, for the others."""
    iam = console.server.client("iam")
    arn = iam.create_open_id_connect_provider(Url=idp.url, ClientIDList=[CLIENT])["OpenIDConnectProviderArn"]
    console.server.client("sealcanvas").create_sign_in_provider(
        SignInProviderName=name, DisplayName=f"社内 {name}", OpenIDConnectProviderArn=arn, ClientId=CLIENT, **members
    )


def sign_out(console: Console) -> None:
    console.page.evaluate("fetch('/console/sign-out', {method: 'POST', redirect: 'manual'})")
    with console.refused("ExpiredTokenException"):
        console.go("/")


def test_an_administrator_registers_a_provider_and_a_person_signs_in(console: Console, idp: SignInIdp) -> None:
    page, name = console.page, f"corp-{secrets.token_hex(3)}"
    make_role(console, name)
    console.go("/identity-providers")
    console.look("providers-empty")
    page.get_by_role("button", name="Add provider").first.click()
    page.get_by_label("Provider URL").fill(idp.url)
    page.get_by_label("Audience").fill(CLIENT)
    console.look("providers-add")
    page.get_by_role("dialog").get_by_role("button", name="Add provider").click()
    page.get_by_role("heading", name=idp.name).wait_for()
    console.settle()
    console.look("providers-detail")

    page.get_by_role("link", name="Add sign-in").first.click()
    page.get_by_label("Name", exact=True).fill(name)
    page.get_by_label("Display name").fill(f"社内 {name}")
    page.get_by_label("Role", exact=True).click()
    page.get_by_role("option", name=name).click()
    page.get_by_label("Subjects").fill("jane")
    console.look("providers-sign-in")
    page.get_by_role("button", name="Add to the role's trust policy").click()
    page.get_by_text(f"The trust policy of {name} has the statement.").wait_for()
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text(f"The sign-in {name} is saved.").wait_for()
    page.get_by_text(f"/console/sign-in/oidc/{name}/callback").wait_for()
    console.look("providers-sign-in-saved")
    found = console.server.client("iam").get_role(RoleName=name)["Role"]["AssumeRolePolicyDocument"]["Statement"]
    assert found[1]["Condition"] == {"StringEquals": {f"{idp.name}:aud": CLIENT, f"{idp.name}:sub": "jane"}}
    assert len(found) == 2

    sign_out(console)
    page.get_by_role("heading", name="With your organization's account").wait_for()
    console.look("sign-in-provider")
    page.get_by_role("link", name=f"Continue with 社内 {name}").click()
    with console.refused("AccessDenied", "AccessDeniedException"):  # it may look at keys, and at nothing else
        page.get_by_role("link", name="jane").click()
        page.wait_for_url("**/console/")
        console.settle()
        page.get_by_role("button", name=f"{name}/jane").wait_for()
        console.go("/keys")
        page.get_by_role("heading", name="Customer managed keys").first.wait_for()
        console.go("/roles")
        page.get_by_text("is not authorized to perform: iam:GetAccountAuthorizationDetails").wait_for()
        console.look("signed-in-roles")


@pytest.mark.parametrize("console", ["en", "ja dark"], indirect=True)
def test_whoever_is_refused_is_told_why(console: Console, idp: SignInIdp) -> None:
    page, name = console.page, f"corp-{secrets.token_hex(3)}"
    register(console, idp, name, RoleArn=make_role(console, name))
    is_english = console.language == "en"
    button = page.get_by_role("link", name=f"Continue with 社内 {name}" if is_english else f"社内 {name} で続行")
    sign_out(console)
    with console.refused("ExpiredTokenException"):
        button.click()
        page.get_by_role("link", name="joe").click()
        text = "the trust policy of the role does not let you in" if is_english else "信頼ポリシーで許可されていません"
        page.get_by_text(text).wait_for()
        page.get_by_text("sealcanvas why ").wait_for()
        assert page.url.endswith("/console/")
        console.look("sign-in-refused")
        button.click()
        page.get_by_role("link", name="Deny").click()
        text = "The identity provider did not let you in" if is_english else "ID プロバイダーがサインインを拒否しました"
        page.get_by_text(text).wait_for()
        console.look("sign-in-denied")


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_the_pages_of_identity_providers_in_japanese(console: Console, idp: SignInIdp) -> None:
    name = f"corp-{secrets.token_hex(3)}"
    register(console, idp, name, RoleArn=make_role(console, name), ClientSecret="s")
    pages = {
        "providers": "/identity-providers",
        "providers-sign-in": f"/identity-providers/sign-in?name={name}",
        "providers-new": "/identity-providers/sign-in",
    }
    for what, path in pages.items():
        console.go(path)
        console.look(f"iam-{what}")
    console.page.get_by_role("radio", name="ドメインのユーザープロファイル").check()
    console.page.get_by_role("button", name="ユーザープロファイルを追加").click()
    console.look("iam-providers-profile")
