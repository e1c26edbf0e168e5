import json
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.iam import errors
from sealcanvas.iam.oidc_url import OidcUrl, is_loopback
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.support.oidc import authority, provider
from tests.unit.iam.asking import Ask, ask_as, make_user, policy, root, trusting

URL = "https://accounts.example.com/realms/east"
ARN = f"arn:aws:iam::{ACCOUNT}:oidc-provider/accounts.example.com/realms/east"
THUMBPRINT = "990F4193972F2BECF12DDEDA5237F9C952F20D9E"


def _create(ask: Ask, url: str = URL, **members: Any) -> str:
    request = {"Url": url, "ClientIDList": ["app"], "ThumbprintList": [THUMBPRINT]} | members
    arn: str = ask("iam:CreateOpenIDConnectProvider", **request)["OpenIDConnectProviderArn"]
    return arn


def test_a_provider_is_shown_as_it_was_registered(instance: Instance) -> None:
    ask = root(instance)
    assert _create(ask, ClientIDList=["app", "other", "app"], Tags=[{"Key": "Team", "Value": "青"}]) == ARN
    shown = ask("iam:GetOpenIDConnectProvider", OpenIDConnectProviderArn=ARN)
    assert shown.pop("CreateDate") == instance.clock()
    assert shown == {
        "Url": "accounts.example.com/realms/east",
        "ClientIDList": ["app", "other"],
        "ThumbprintList": [THUMBPRINT.lower()],
        "Tags": [{"Key": "Team", "Value": "青"}],
    }
    assert ask("iam:ListOpenIDConnectProviders") == {"OpenIDConnectProviderList": [{"Arn": ARN}]}
    assert root(instance, "444455556666")("iam:ListOpenIDConnectProviders") == {"OpenIDConnectProviderList": []}


def test_clients_thumbprints_and_tags_change(instance: Instance) -> None:
    ask = root(instance)
    on = {"OpenIDConnectProviderArn": _create(ask)}
    for client in ("second", "app"):
        ask("iam:AddClientIDToOpenIDConnectProvider", **on, ClientID=client)
    for client in ("app", "never-there"):
        ask("iam:RemoveClientIDFromOpenIDConnectProvider", **on, ClientID=client)
    ask("iam:UpdateOpenIDConnectProviderThumbprint", **on, ThumbprintList=["ab" * 20, "AB" * 20])
    ask("iam:TagOpenIDConnectProvider", **on, Tags=[{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}])
    ask("iam:TagOpenIDConnectProvider", **on, Tags=[{"Key": "A", "Value": "3"}])
    ask("iam:UntagOpenIDConnectProvider", **on, TagKeys=["b", "never-there"])
    shown = ask("iam:GetOpenIDConnectProvider", **on)
    assert (shown["ClientIDList"], shown["ThumbprintList"]) == (["second"], ["ab" * 20])
    assert ask("iam:ListOpenIDConnectProviderTags", **on) == {
        "Tags": [{"Key": "A", "Value": "3"}],
        "IsTruncated": False,
    }


def test_one_that_is_not_there(instance: Instance) -> None:
    ask, on = root(instance), {"OpenIDConnectProviderArn": ARN}
    for name, members in (
        ("GetOpenIDConnectProvider", {}),
        ("AddClientIDToOpenIDConnectProvider", {"ClientID": "app"}),
        ("RemoveClientIDFromOpenIDConnectProvider", {"ClientID": "app"}),
        ("UpdateOpenIDConnectProviderThumbprint", {"ThumbprintList": [THUMBPRINT]}),
        ("TagOpenIDConnectProvider", {"Tags": []}),
        ("UntagOpenIDConnectProvider", {"TagKeys": []}),
        ("ListOpenIDConnectProviderTags", {}),
    ):
        with pytest.raises(errors.NoSuchEntity, match="OpenIDConnect Provider not found for arn"):
            ask(f"iam:{name}", **on, **members)
    ask("iam:DeleteOpenIDConnectProvider", **on)  # idempotent, as AWS says
    _create(ask)
    ask("iam:DeleteOpenIDConnectProvider", **on)
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:GetOpenIDConnectProvider", **on)
    with pytest.raises(errors.ValidationError, match="Invalid ARN"):
        ask("iam:GetOpenIDConnectProvider", OpenIDConnectProviderArn=f"arn:aws:iam::{ACCOUNT}:role/oidc")


def test_the_same_provider_twice(instance: Instance) -> None:
    _create(root(instance))
    with pytest.raises(errors.EntityAlreadyExists, match=f"Provider with url {URL} already exists."):
        _create(root(instance))
    _create(root(instance, "444455556666"))


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("accounts.example.com", errors.ValidationError),
        ("https://", errors.ValidationError),
        ("https://accounts.example.com?x=1", errors.ValidationError),
        ("https://accounts.example.com/#x", errors.ValidationError),
        ("https://user@accounts.example.com", errors.ValidationError),
        ("https://accounts.example.com/*", errors.ValidationError),
        ("https://accounts.example.com/a b", errors.ValidationError),
        ("https://accounts.example.com\n", errors.ValidationError),
        ("https://accounts.example.com:99999", errors.ValidationError),
        ("https://アカウント.example.com", errors.ValidationError),
        ("http://accounts.example.com", errors.InvalidInput),
        ("http://127.0.0.1.example.com", errors.InvalidInput),
        ("http://10.0.0.1", errors.InvalidInput),
        ("ftp://127.0.0.1", errors.InvalidInput),
    ],
)
def test_urls_that_cannot_be(instance: Instance, url: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="Invalid Open ID Connect Provider URL"):
        _create(root(instance), url)


@pytest.mark.parametrize("url", ["http://127.0.0.1:8080/realm", "http://localhost", "http://[::1]:80", "https://a.b/"])
def test_urls_that_can_be(url: str) -> None:
    assert OidcUrl.parse(url).name == url.partition("://")[2]
    assert is_loopback(url) == url.startswith("http:")


def test_limits(instance: Instance) -> None:
    ask = root(instance)
    with pytest.raises(errors.LimitExceeded, match="ClientIdsPerOpenIdConnectProvider: 100"):
        _create(ask, ClientIDList=[f"app{n}" for n in range(101)])
    with pytest.raises(errors.InvalidInput, match="Thumbprint list"):
        _create(ask, ThumbprintList=[f"{n:040x}" for n in range(6)])
    with pytest.raises(errors.InvalidInput, match="hexadecimal"):
        _create(ask, ThumbprintList=["z" * 40])
    on = {"OpenIDConnectProviderArn": _create(ask, ClientIDList=[f"app{n}" for n in range(100)])}
    with pytest.raises(errors.LimitExceeded):
        ask("iam:AddClientIDToOpenIDConnectProvider", **on, ClientID="one-more")
    ask("iam:AddClientIDToOpenIDConnectProvider", **on, ClientID="app7")


def test_policies_decide_on_the_providers_arn_and_tags(instance: Instance) -> None:
    _create(root(instance), Tags=[{"Key": "team", "Value": "blue"}])
    on = {"OpenIDConnectProviderArn": ARN}
    blue = {"StringEquals": {"aws:ResourceTag/team": "blue", "iam:ResourceTag/team": "blue"}}
    jane = make_user(instance, "jane", {"Action": "iam:GetOpenIDConnectProvider", "Resource": ARN, "Condition": blue})
    ask_as(instance, jane)("iam:GetOpenIDConnectProvider", **on)
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, jane)("iam:DeleteOpenIDConnectProvider", **on)
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, make_user(instance, "joe"))("iam:GetOpenIDConnectProvider", **on)
    with pytest.raises(errors.AccessDenied):  # whether it exists is not told before
        ask_as(instance, jane)("iam:GetOpenIDConnectProvider", OpenIDConnectProviderArn=f"{ARN}x")
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, make_user(instance, "ada", account="444455556666"))("iam:GetOpenIDConnectProvider", **on)


def test_tags_at_creation_need_their_own_permission(instance: Instance) -> None:
    jane = make_user(instance, "jane", {"Action": "iam:CreateOpenIDConnectProvider", "Resource": "*"})
    with pytest.raises(errors.AccessDenied, match="iam:TagOpenIDConnectProvider"):
        _create(ask_as(instance, jane), Tags=[{"Key": "team", "Value": "blue"}])
    _create(ask_as(instance, jane))


def test_without_thumbprints_the_servers_top_certificate_is_remembered(instance: Instance, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with provider(ca.server) as idp:
        arn = root(instance)("iam:CreateOpenIDConnectProvider", Url=idp.url)["OpenIDConnectProviderArn"]
        shown = root(instance)("iam:GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
        assert shown["ThumbprintList"] == [ca.thumbprint]
        assert idp.asked == []  # the handshake is all that it takes
    with provider() as plain:
        arn = root(instance)("iam:CreateOpenIDConnectProvider", Url=plain.url)["OpenIDConnectProviderArn"]
        shown = root(instance)("iam:GetOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
        assert (shown["ThumbprintList"], shown["Url"]) == ([], plain.name)
        https = plain.url.replace("http:", "https:").replace("127.0.0.1", "localhost")
    with pytest.raises(errors.OpenIdIdpCommunicationError, match="could not be retrieved"):
        root(instance)("iam:CreateOpenIDConnectProvider", Url=https)


@pytest.mark.parametrize("name", [ARN, "cognito-identity.amazonaws.com", f"arn:aws:iam::{ACCOUNT}:saml-provider/x"])
def test_trust_policies_may_name_providers(instance: Instance, name: str) -> None:
    trust = json.loads(policy(trusting({"Federated": name}, Action="sts:AssumeRoleWithWebIdentity")))
    root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=json.dumps(trust))


@pytest.mark.parametrize("name", ["", "*", "example", f"arn:aws:iam::{ACCOUNT}:user/jane", f"{ARN}/*", "https://a.b"])
def test_trust_policies_may_not_name_others_as_federated(instance: Instance, name: str) -> None:
    trust = policy(trusting({"Federated": name}, Action="sts:AssumeRoleWithWebIdentity"))
    with pytest.raises(errors.MalformedPolicyDocument):
        root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=trust)
