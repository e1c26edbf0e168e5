"""Signing in by an identity provider, as a role: the way there and back, and what the session then is."""

import json
from typing import Any

import pytest

from sealcanvas.iam import iam
from sealcanvas.server.console.console import Console
from sealcanvas.server.door import Door
from sealcanvas.server.home import Endpoint, Home
from sealcanvas.sign_in.oidc.claims import session_name_of
from tests.support.instance import ACCOUNT
from tests.support.oidc import CLIENT
from tests.support.oidc_sign_in import SECRET
from tests.support.tokens import SigningKey
from tests.unit.server.console.console_world import URL
from tests.unit.server.console.oidc_world import START, SignIns, is_in, parameters_of, refusal, session

WEB = f"arn:aws:sts::{ACCOUNT}:assumed-role/Web"


def administer(sign_ins: SignIns, name: str, **request: Any) -> None:
    iam.operations[name](sign_ins.studio.world.admin, request)


def test_somebody_signs_in_as_the_role_and_sees_what_it_may(sign_ins: SignIns) -> None:
    sign_ins.register()
    browser = sign_ins.studio.browser()
    away = sign_ins.away(browser)
    assert parameters_of(away).keys() == {
        *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
        *("code_challenge", "code_challenge_method"),
    }
    assert parameters_of(away)["redirect_uri"] == f"{URL}{START}/callback"
    assert browser.last.headers["referrer-policy"] == "no-referrer"
    cookie = browser.last.headers["set-cookie"]
    assert cookie.endswith("Max-Age=600; Path=/console/sign-in/oidc/; HttpOnly; SameSite=Lax")

    page = browser.get(sign_ins.idp.back(away))
    assert (browser.last.status, "You work as Web/jane from now on" in page) == (200, True)
    assert 'content="0;url=/console/"' in page
    assert browser.last.headers["referrer-policy"] == "no-referrer"
    assert browser.last.headers["set-cookie"].endswith("Max-Age=7200; Path=/console/; HttpOnly; SameSite=Strict")
    told = session(browser)
    ends = told.pop("ExpiresAt")
    assert told == {
        "Kind": "role",
        "Account": ACCOUNT,
        "Region": "us-east-1",
        "PrincipalArn": f"{WEB}/jane",
        "RoleArn": sign_ins.role,
        "Endpoint": URL,
    }
    assert ends == sign_ins.studio.world.clock().timestamp() + 7_200
    assert browser.ask("sts", "GetCallerIdentity")["Arn"] == f"{WEB}/jane"
    assert browser.ask("iam", "ListUsers")["Users"]
    assert browser.ask("iam", "ListRoles")["__type"] == "AccessDenied"
    assert "<h1>jane</h1>" in browser.get("/console/")
    browser.send("POST", "/console/sign-out", origin=URL, sec_fetch_site="same-origin")
    assert not is_in(browser)


def test_the_trail_has_the_sign_in_as_the_roles(sign_ins: SignIns) -> None:
    sign_ins.register()
    sign_ins.sign_in()
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert login["eventType"] == "AwsConsoleSignIn"
    assert login["responseElements"] == {"ConsoleLogin": "Success"}
    assert login["userIdentity"]["type"] == "AssumedRole"
    assert login["userIdentity"]["arn"] == f"{WEB}/jane"
    assert login["userIdentity"]["principalId"].startswith("AROA")
    (assumed,) = sign_ins.studio.events("AssumeRoleWithWebIdentity")
    assert assumed["userIdentity"]["type"] == "WebIdentityUser"
    assert assumed["sealcanvas"]["decisions"][0]["allowed"]


def test_tokens_signed_by_an_elliptic_curve_count(sign_ins: SignIns) -> None:
    sign_ins.register()
    sign_ins.idp.keys = [SigningKey("e1", "ES256")]
    assert is_in(sign_ins.sign_in())


@pytest.mark.parametrize("methods", [None, ["client_secret_basic", "private_key_jwt"], ["client_secret_post"]])
def test_a_confidential_client_shows_its_secret(sign_ins: SignIns, methods: list[str] | None) -> None:
    sign_ins.idp.secret = SECRET
    if methods:
        sign_ins.idp.configuration["token_endpoint_auth_methods_supported"] = methods
    assert sign_ins.register(ClientSecret=SECRET)["HasClientSecret"]
    assert is_in(sign_ins.sign_in())
    (post,) = sign_ins.idp.posts
    assert bool(post["Authorization"]) == (methods != ["client_secret_post"])


def test_a_wrong_secret_is_the_administrators_to_mend(sign_ins: SignIns) -> None:
    sign_ins.idp.secret = SECRET
    sign_ins.register()
    assert "invalid_client" in refusal(sign_ins.sign_in())
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert "invalid_client" in login["errorMessage"]


def test_no_secret_and_no_token_is_kept_or_told(sign_ins: SignIns) -> None:
    sign_ins.idp.secret = SECRET
    sign_ins.register(ClientSecret=SECRET)
    browser = sign_ins.studio.browser()
    away = sign_ins.away(browser)
    code = sign_ins.idp.back(away)
    told = json.dumps(sign_ins.ask("ListSignInProviders"), default=str)
    with sign_ins.studio.world.instance.database.read() as connection:
        rows = "".join(
            str(row)
            for table in ("sign_in_providers", "sign_in_attempts")
            for row in connection.exec_driver_sql(f"SELECT * FROM {table}").all()
        )
    browser.get(code)
    assert is_in(browser)
    post = sign_ins.idp.posts[0]
    trail = json.dumps(sign_ins.studio.world.instance.trail.newest(500))
    with sign_ins.studio.world.instance.database.read() as connection:
        rows += "".join(str(row) for row in connection.exec_driver_sql("SELECT * FROM sign_in_sessions").all())
    for secret in (SECRET, post["code_verifier"], post["code"], parameters_of(away)["state"], browser.token, "eyJ"):
        assert secret not in rows
        assert secret not in told
        assert secret not in trail


def test_who_the_trust_policy_does_not_name_is_told_the_decision(sign_ins: SignIns) -> None:
    sign_ins.register()
    page = refusal(sign_ins.sign_in("joe"))
    assert "Not authorized to perform sts:AssumeRoleWithWebIdentity" in page
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert login["responseElements"] == {"ConsoleLogin": "Failure"}
    assert login["userIdentity"]["type"] == "WebIdentityUser"
    assert login["userIdentity"]["userName"] == "joe"


def test_the_built_page_tells_why_in_words_of_its_own(sign_ins: SignIns) -> None:
    folder = sign_ins.studio.world.instance.home / "page"
    folder.mkdir()
    (folder / "index.html").write_text("<!doctype html>")
    sign_ins.studio.console = Console(Door(sign_ins.studio.world.instance), folder)
    sign_ins.register()
    browser = sign_ins.sign_in("joe")
    assert browser.last.status == 303
    where, _, query = browser.last.headers["location"].partition("?")
    assert (where, query.partition("&")[0]) == ("/console/", "refused=trust")
    (refused,) = sign_ins.studio.events("AssumeRoleWithWebIdentity")
    assert query.endswith(f"&decision={refused['requestID']}")
    assert browser.cookies == {}


def test_the_list_without_a_session_has_names_alone(sign_ins: SignIns) -> None:
    sign_ins.register()
    listed = json.loads(sign_ins.studio.browser().get("/console/api/sign-in"))
    assert listed == {"Providers": [{"Name": "corp", "DisplayName": "社内アカウント"}]}


def test_a_browser_that_came_by_another_name_goes_to_the_published_one(sign_ins: SignIns) -> None:
    sign_ins.register()
    elsewhere = sign_ins.studio.browser(host="localhost:8600")
    assert sign_ins.away(elsewhere) == f"{URL}{START}?sent-on"
    assert elsewhere.cookies == {}
    # Behind something that changes the name, the second time goes on: nobody is led in circles.
    assert sign_ins.away(elsewhere, f"{START}?sent-on").startswith(sign_ins.idp.url)


def test_over_tls_cookies_are_for_tls(sign_ins: SignIns) -> None:
    Home(sign_ins.studio.world.instance.home, {}).publish_endpoint(Endpoint("https://127.0.0.1:8600", 1))
    sign_ins.register()
    browser = sign_ins.studio.browser(scheme="https")
    away = sign_ins.away(browser)
    assert browser.last.headers["set-cookie"].startswith("__Secure-sealcanvas-")
    assert browser.last.headers["set-cookie"].endswith("; Secure")
    browser.get(sign_ins.idp.back(away))
    assert is_in(browser)


def test_another_process_of_the_server_takes_the_browser_back(sign_ins: SignIns) -> None:
    sign_ins.register()
    browser = sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(browser))
    browser.console = Console(Door(sign_ins.studio.world.instance), sign_ins.studio.world.instance.home / "no-page")
    browser.get(back)
    assert is_in(browser)


def test_two_tabs_sign_in_side_by_side(sign_ins: SignIns) -> None:
    sign_ins.register()
    browser = sign_ins.studio.browser()
    first, second = (sign_ins.idp.back(sign_ins.away(browser)) for _ in range(2))
    for back in (first, second):
        assert "Signed in" in browser.get(back)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ("jane", "jane"),
        ("ana@example.com", "ana@example.com"),
        ("auth0|5f7c", "auth0-5f7c,"),
        ("j", "j,"),
        ("山田", "--,"),
        ("x" * 65, "x" * 47 + ","),
        ("a,b", "a-b,"),
    ],
)
def test_what_a_session_is_called(value: str, name: str) -> None:
    found = session_name_of(value)
    assert found == name if not name.endswith(",") else (found.startswith(name) and len(found) == len(name) + 16)


def test_two_people_are_never_one_session_name() -> None:
    assert len({session_name_of(value) for value in ("山田", "鈴木", "a|b", "a/b", "x" * 65, "x" * 66)}) == 6


def test_a_session_is_asked_for_its_trust_again(sign_ins: SignIns) -> None:
    sign_ins.register()
    browser, clock = sign_ins.sign_in(), sign_ins.studio.world.clock
    assert is_in(browser)
    clock.advance(minutes=30)
    assert is_in(browser)  # long after the token: what it said is what is asked
    (_, _, again) = sign_ins.studio.events("AssumeRoleWithWebIdentity")
    assert again["userIdentity"]["userName"] == "jane"
    sign_ins.trust({f"{sign_ins.idp.name}:sub": "joe"})
    clock.advance(seconds=61)
    assert not is_in(browser)
    sign_ins.trust({f"{sign_ins.idp.name}:sub": "jane"})
    assert not is_in(browser)  # it has ended for good


def test_a_session_keeps_the_time_at_which_it_began(sign_ins: SignIns) -> None:
    """AWS revokes older sessions by a condition on aws:TokenIssueTime."""
    sign_ins.register()
    browser, clock = sign_ins.sign_in(), sign_ins.studio.world.clock
    clock.advance(minutes=10)
    assert "Users" in browser.ask("iam", "ListUsers")
    revoked = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": clock().strftime("%Y-%m-%dT%H:%M:%SZ")}},
    }
    document = json.dumps({"Version": "2012-10-17", "Statement": [revoked]})
    administer(sign_ins, "PutRolePolicy", RoleName="Web", PolicyName="revoke", PolicyDocument=document)
    clock.advance(minutes=10)
    assert browser.ask("iam", "ListUsers")["__type"] == "AccessDenied"
    sign_ins.idp.now = clock.now
    assert "Users" in sign_ins.sign_in().ask("iam", "ListUsers")


@pytest.mark.parametrize("what", ["role", "provider", "client", "sign-in", "update", "again", "time"])
def test_a_session_ends_with_its_reasons(sign_ins: SignIns, what: str) -> None:
    sign_ins.register()
    browser, arn = sign_ins.sign_in(), sign_ins.provider_arn
    assert is_in(browser)
    if what == "role":
        administer(sign_ins, "DeleteRolePolicy", RoleName="Web", PolicyName="own")
        administer(sign_ins, "DeleteRole", RoleName="Web")
    elif what == "provider":
        administer(sign_ins, "DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
    elif what == "client":
        request = {"OpenIDConnectProviderArn": arn, "ClientID": CLIENT}
        administer(sign_ins, "RemoveClientIDFromOpenIDConnectProvider", **request)
    elif what == "sign-in":
        sign_ins.ask("DeleteSignInProvider", SignInProviderName="corp")
    elif what == "update":
        sign_ins.register("UpdateSignInProvider")
    elif what == "again":
        administer(sign_ins, "DeleteOpenIDConnectProvider", OpenIDConnectProviderArn=arn)
        sign_ins.studio.world.clock.advance(seconds=1)
        administer(sign_ins, "CreateOpenIDConnectProvider", Url=sign_ins.idp.url, ClientIDList=[CLIENT])
    else:
        sign_ins.studio.world.clock.advance(hours=2)
    assert not is_in(browser)


def test_a_role_from_an_identity_provider_acts_as_no_further_one(sign_ins: SignIns) -> None:
    sign_ins.register()
    browser = sign_ins.sign_in()
    body = json.dumps({"RoleArn": sign_ins.role}).encode()
    told = {"origin": URL, "content_type": "application/json"}
    assert browser.send("POST", "/console/api/session/role", body, **told).status == 400
    assert is_in(browser)
