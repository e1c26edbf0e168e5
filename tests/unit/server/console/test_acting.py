"""Acting as a role: assumed as the user, by STS's own operation, and given back with a word when it ends."""

import json
from typing import Any

from sealcanvas.iam import iam
from sealcanvas.iam.administrator import root_call
from sealcanvas.sign_in import create_console_link
from tests.support.instance import ACCOUNT
from tests.unit.sagemaker.sagemaker_world import make_user, policy
from tests.unit.server.console.console_world import URL, Browser, Studio

USER = {"Action": ["sealcanvas:CreateConsoleLink", "sts:AssumeRole"], "Resource": "*"}
ROLE = f"arn:aws:iam::{ACCOUNT}:role/Auditor"


def make_role(studio: Studio, name: str = "Auditor", principal: str = f"arn:aws:iam::{ACCOUNT}:root") -> str:
    trust = policy({"Principal": {"AWS": principal}, "Action": "sts:AssumeRole"})
    request = {"RoleName": name, "AssumeRolePolicyDocument": trust}
    arn = str(iam.operations["CreateRole"](studio.world.admin, request)["Role"]["Arn"])
    may = policy({"Action": "iam:ListUsers", "Resource": "*"})
    request = {"RoleName": name, "PolicyName": "own", "PolicyDocument": may}
    iam.operations["PutRolePolicy"](studio.world.admin, request)
    return arn


def as_kim(studio: Studio) -> Browser:
    browser = studio.browser()
    browser.get(create_console_link(make_user(studio.world.instance, "kim", USER))["SignInUrl"])
    return browser


def switch(browser: Browser, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    told = {"origin": URL, "content_type": "application/json", **headers}
    response = browser.send("POST", "/console/api/session/role", json.dumps(body).encode(), **told)
    answer: dict[str, Any] = json.loads(response.body)
    return answer


def session(browser: Browser) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(browser.get("/console/api/session"))
    return answer


def test_a_user_acts_as_a_role_and_as_itself_again(studio: Studio) -> None:
    browser, role = as_kim(studio), make_role(studio)
    assert browser.ask("iam", "ListUsers")["__type"] == "AccessDenied"
    told = switch(browser, {"RoleArn": role})
    assert (told["ActingAs"], told["UserName"]) == (ROLE, "kim")
    assert told["PrincipalArn"] == f"arn:aws:sts::{ACCOUNT}:assumed-role/Auditor/kim"
    assert session(browser) == told
    assert "kim" in [user["UserName"] for user in browser.ask("iam", "ListUsers")["Users"]]
    (record,) = [each for each in studio.events("AssumeRole") if each["userIdentity"]["type"] == "IAMUser"]
    assert (record["userIdentity"]["userName"], record["requestParameters"]["RoleArn"]) == ("kim", ROLE)
    for body in ({"RoleArn": None}, {}):
        switch(browser, {"RoleArn": role})
        told = switch(browser, body)
        assert "ActingAs" not in told
        assert told["PrincipalArn"] == f"arn:aws:iam::{ACCOUNT}:user/kim"
    assert browser.ask("iam", "ListUsers")["__type"] == "AccessDenied"


def test_a_role_that_may_not_be_assumed_changes_nothing_and_says_why(studio: Studio) -> None:
    browser, role = as_kim(studio), make_role(studio)
    switch(browser, {"RoleArn": role})
    other = make_role(studio, "Other", studio.world.admin.principal.arn)
    refused = switch(browser, {"RoleArn": other})
    assert (browser.last.status, refused["__type"]) == (403, "AccessDenied")
    assert studio.world.instance.trail.of_request(browser.last.headers["x-sealcanvas-decision-id"])
    missing = switch(browser, {"RoleArn": f"arn:aws:iam::{ACCOUNT}:role/Nobody"})
    assert missing["__type"] == "AccessDenied"
    for wrong in ("x", 7, "arn:aws:iam::é", "a" * 3_000):
        switch(browser, {"RoleArn": wrong})
        assert browser.last.status == 400
    assert session(browser)["ActingAs"] == role


def test_root_and_user_profiles_act_as_no_role(studio: Studio) -> None:
    role, browser = make_role(studio), studio.browser()
    browser.get(create_console_link(root_call(studio.world.instance))["SignInUrl"])
    assert "Roles may not be assumed by root accounts" in switch(browser, {"RoleArn": role})["message"]
    assert "ActingAs" not in session(browser)
    ana = studio.signed_in()
    assert switch(ana, {"RoleArn": role})["__type"] == "ValidationException"
    assert switch(studio.browser(), {"RoleArn": role})["__type"] == "ExpiredTokenException"


def test_a_role_that_is_taken_away_gives_the_session_back(studio: Studio) -> None:
    browser, role = as_kim(studio), make_role(studio)
    switch(browser, {"RoleArn": role})
    trust = policy({"Principal": {"AWS": studio.world.admin.principal.arn}, "Action": "sts:AssumeRole"})
    request = {"RoleName": "Auditor", "PolicyDocument": trust}
    iam.operations["UpdateAssumeRolePolicy"](studio.world.admin, request)
    assert "Users" in browser.ask("iam", "ListUsers")  # held for a minute
    studio.world.clock.advance(seconds=60)
    told = browser.ask("iam", "ListUsers")
    assert (browser.last.status, told["__type"]) == (403, "ActingRoleEndedException")
    assert "You act as yourself again" in told["message"]
    assert ROLE in told["message"]
    (record,) = studio.world.instance.trail.of_request(browser.last.headers["x-sealcanvas-decision-id"])
    assert (record["eventName"], record["errorCode"]) == ("AssumeRole", "AccessDenied")
    assert browser.ask("sts", "GetCallerIdentity")["Arn"].endswith(":user/kim")
    assert "ActingAs" not in session(browser)


def test_a_deleted_role_ends_at_once_and_the_session_tells_what_holds(studio: Studio) -> None:
    browser, role = as_kim(studio), make_role(studio)
    switch(browser, {"RoleArn": role})
    iam.operations["DeleteRolePolicy"](studio.world.admin, {"RoleName": "Auditor", "PolicyName": "own"})
    iam.operations["DeleteRole"](studio.world.admin, {"RoleName": "Auditor"})
    assert "You act as yourself again" in studio.browser(cookies=dict(browser.cookies)).get("/console/")
    switch(browser, {"RoleArn": make_role(studio)})
    iam.operations["DeleteRolePolicy"](studio.world.admin, {"RoleName": "Auditor", "PolicyName": "own"})
    iam.operations["DeleteRole"](studio.world.admin, {"RoleName": "Auditor"})
    told = session(browser)
    assert (browser.last.status, "ActingAs" in told, told["UserName"]) == (200, False, "kim")


def test_no_other_page_switches_and_a_sign_out_ends_the_role_too(studio: Studio) -> None:
    browser, role = as_kim(studio), make_role(studio)
    assert switch(browser, {"RoleArn": role}, origin="http://evil.example")["__type"] == "AccessDeniedException"
    assert switch(browser, {"RoleArn": role}, content_type="text/plain")["__type"] == "UnsupportedMediaType"
    switch(browser, {"RoleArn": role})
    copied = studio.browser(cookies=dict(browser.cookies))
    browser.send("POST", "/console/sign-out", origin=URL)
    assert copied.ask("iam", "ListUsers")["__type"] == "ExpiredTokenException"
