"""Sessions of IAM users: begun by a link or an access key, and ended by whatever takes their reason away."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.administrator import root_call
from sealcanvas.organizations.operations_accounts import close_account
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_organization import create_organization
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.sign_in import create_console_link
from sealcanvas.sign_in.sessions import SESSIONS
from sealcanvas.sts import sts
from sealcanvas.sts.session import session_context
from tests.support.instance import ACCOUNT, call_as
from tests.unit.sagemaker.sagemaker_world import make_user
from tests.unit.server.console.console_world import URL, Browser, Studio

EVERYTHING = {"Action": "*", "Resource": "*"}
LINKS = {"Action": ["sealcanvas:CreateConsoleLink", "iam:ListUsers"], "Resource": "*"}


def console_link(call: Call) -> str:
    return str(create_console_link(call)["SignInUrl"])


def access_key(studio: Studio, name: str = "admin") -> dict[str, str]:
    """A fresh access key of a user's, as the body of a sign-in."""
    key = iam.operations["CreateAccessKey"](studio.world.admin, {"UserName": name})["AccessKey"]
    return {"AccessKeyId": key["AccessKeyId"], "SecretAccessKey": key["SecretAccessKey"]}


def by_key(browser: Browser, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    told = {"origin": f"{browser.scheme}://{browser.host}", "content_type": "application/json", **headers}
    answer: dict[str, Any] = json.loads(
        browser.send("POST", "/console/sign-in", json.dumps(body).encode(), **told).body
    )
    return answer


def session(browser: Browser) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(browser.get("/console/api/session"))
    return answer


def test_a_link_signs_its_first_visitor_in_as_its_maker(studio: Studio) -> None:
    link = console_link(studio.world.admin)
    assert link.startswith(f"{URL}/console/auth?token=")
    browser = studio.browser()
    page = browser.get(link)
    assert (browser.last.status, "You work as admin from now on" in page) == (200, True)
    assert browser.last.headers["referrer-policy"] == "no-referrer"
    told = session(browser)
    ends = told.pop("ExpiresAt")
    assert told == {
        "Kind": "user",
        "Account": ACCOUNT,
        "Region": "us-east-1",
        "PrincipalArn": f"arn:aws:iam::{ACCOUNT}:user/admin",
        "UserName": "admin",
        "Endpoint": URL,
    }
    assert ends == pytest.approx(studio.world.clock().timestamp() + 43_200, abs=2)
    assert "without its web page" in browser.get("/console/")
    assert browser.send("HEAD", "/console/api/session").status == 200
    assert browser.ask("sts", "GetCallerIdentity")["Arn"] == told["PrincipalArn"]
    assert "admin" in [user["UserName"] for user in browser.ask("iam", "ListUsers")["Users"]]
    thief = studio.browser()
    assert "was used before" in thief.get(link)
    assert thief.cookies == {}


def test_a_links_token_is_kept_as_its_hash_and_told_to_no_record(studio: Studio) -> None:
    token = console_link(studio.world.admin).partition("token=")[2]
    secret = access_key(studio)["SecretAccessKey"]
    assert by_key(studio.browser(), access_key(studio) | {"SecretAccessKey": secret})["__type"]
    with studio.world.instance.database.read() as connection:
        rows = [str(row) for row in connection.exec_driver_sql("SELECT * FROM sign_in_links").all()]
    trail = json.dumps(studio.world.instance.trail.newest(500))
    assert len(rows) == 1
    for text in (token, secret):
        assert text not in rows[0]
        assert text not in trail


def test_a_look_at_a_link_does_not_open_it(studio: Studio) -> None:
    link, browser = console_link(studio.world.admin), studio.browser()
    assert browser.send("HEAD", link).status == 200
    assert browser.cookies == {}
    assert "Signed in" in browser.get(link)


def test_a_link_lasts_five_minutes(studio: Studio) -> None:
    link = console_link(studio.world.admin)
    studio.world.clock.advance(seconds=300)
    assert "has expired" in studio.browser().get(link)


def test_two_who_open_a_users_link_at_once_get_one_session(studio: Studio) -> None:
    link = console_link(studio.world.admin)
    browsers = [studio.browser() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda browser: browser.get(link), browsers))
    assert sum("Signed in" in page for page in pages) == 1
    assert sum(bool(browser.cookies) for browser in browsers) == 1


def test_who_makes_links(studio: Studio) -> None:
    instance = studio.world.instance
    browser = studio.browser()
    assert f"root of {ACCOUNT}" in browser.get(console_link(root_call(instance)))
    assert "UserName" not in session(browser)
    temporary = replace(studio.world.admin, context=session_context(instance.clock()))
    role = Principal.role_session(studio.world.role, "AROAX", "someone")
    for call in (temporary, call_as(instance, role), replace(studio.world.admin, purpose="arn:aws:x")):
        with pytest.raises(ServiceError) as refused:
            console_link(call)
        assert (refused.value.code, refused.value.status) == ("AccessDeniedException", 403)
    nobody = make_user(instance, "nobody", {"Action": "s3:*", "Resource": "*"})
    with pytest.raises(ServiceError, match="sealcanvas:CreateConsoleLink"):
        console_link(nobody)
    told = browser.ask("sealcanvas", "CreateConsoleLink")
    assert told["__type"] == "AccessDeniedException"  # a session makes none, whatever it may


def test_a_links_maker_must_still_be_allowed_and_there(studio: Studio) -> None:
    maker = make_user(studio.world.instance, "maker", LINKS)
    first, second = console_link(maker), console_link(maker)
    iam.operations["DeleteUserPolicy"](studio.world.admin, {"UserName": "maker", "PolicyName": "own"})
    assert "no permission for it any more" in studio.browser().get(first)
    iam.operations["DeleteUser"](studio.world.admin, {"UserName": "maker"})
    assert "not there any more" in studio.browser().get(second)


def test_an_access_key_signs_in(studio: Studio) -> None:
    browser, body = studio.browser(), access_key(studio)
    told = by_key(browser, body)
    assert "HttpOnly; SameSite=Strict" in browser.last.headers["set-cookie"]
    assert (browser.last.status, told["Kind"], told["UserName"]) == (200, "user", "admin")
    assert told == session(browser)
    assert browser.ask("sts", "GetCallerIdentity")["Arn"] == told["PrincipalArn"]
    (record,) = studio.events("ConsoleLogin")
    assert record["userIdentity"] == {
        "type": "IAMUser",
        "principalId": record["userIdentity"]["principalId"],
        "arn": told["PrincipalArn"],
        "accountId": ACCOUNT,
        "accessKeyId": body["AccessKeyId"],
        "userName": "admin",
    }
    assert (record["eventType"], record["eventSource"]) == ("AwsConsoleSignIn", "signin.amazonaws.com")
    assert record["responseElements"] == {"ConsoleLogin": "Success"}
    assert record["additionalEventData"]["MFAUsed"] == "No"


def test_all_that_is_wrong_is_one_answer_and_stands_in_the_trail(studio: Studio) -> None:
    body, inactive = access_key(studio), access_key(studio)
    request = {"UserName": "admin", "AccessKeyId": inactive["AccessKeyId"], "Status": "Inactive"}
    iam.operations["UpdateAccessKey"](studio.world.admin, request)
    temporary = sts.operations["GetSessionToken"](studio.world.admin)["Credentials"]
    wrong = [
        body | {"SecretAccessKey": "x" * 40},
        body | {"AccessKeyId": "AKIAIOSFODNN7EXAMPLE"},
        inactive,
        {name: temporary[name] for name in body},
        {},
        body | {"SecretAccessKey": ""},
    ]
    answers = set()
    for each in wrong:
        browser = studio.browser()
        answers.add(json.dumps(by_key(browser, each)))
        assert (browser.last.status, browser.cookies) == (403, {})
    assert len(answers) == 1
    assert json.loads(answers.pop())["__type"] == "UnrecognizedClientException"
    records = studio.events("ConsoleLogin")
    assert [record["responseElements"] for record in records] == [{"ConsoleLogin": "Failure"}] * len(wrong)
    assert [record["errorCode"] for record in records] == ["Failed authentication"] * len(wrong)
    names = [record["userIdentity"]["userName"] for record in records]
    hidden = "HIDDEN_DUE_TO_SECURITY_REASONS"
    assert names == ["admin", hidden, "admin", hidden, hidden, "admin"]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"AccessKeyId": 1}',
        b'{"AccessKeyId": "\\ud800"}',
        b'{"SecretAccessKey": "\\u00e9"}',
    ],
)
def test_what_is_no_sign_in_is_refused(studio: Studio, body: bytes) -> None:
    browser = studio.browser()
    browser.send("POST", "/console/sign-in", body, origin=URL, content_type="application/json")
    assert (browser.last.status in (400, 413), browser.cookies) == (True, {})


def test_no_other_page_signs_a_browser_in(studio: Studio) -> None:
    body = access_key(studio)
    for headers, status in (
        ({"origin": "http://evil.example"}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"content_type": "text/plain"}, 415),
    ):
        browser = studio.browser()
        by_key(browser, body, **headers)
        assert (browser.last.status, browser.cookies) == (status, {})


def test_a_secret_does_not_cross_the_network_in_the_clear(studio: Studio) -> None:
    body = access_key(studio)
    far = studio.browser(source_ip="192.0.2.7")
    assert by_key(far, body)["__type"] == "AccessDeniedException"
    assert (far.last.status, far.cookies) == (403, {})
    assert by_key(studio.browser(source_ip="192.0.2.7", scheme="https"), body)["UserName"] == "admin"
    assert by_key(studio.browser(source_ip="::1"), body)["UserName"] == "admin"


def test_fixation_a_users_session_is_never_what_the_browser_brought(studio: Studio) -> None:
    browser = studio.browser(cookies={"sealcanvas": "A" * 43})
    by_key(browser, access_key(studio))
    first = browser.token
    assert first != "A" * 43
    browser.get(console_link(studio.world.admin))
    assert browser.token not in ("", first)
    assert session(studio.browser(cookies={"sealcanvas": first}))["__type"] == "ExpiredTokenException"


def test_signing_out_ends_a_users_session(studio: Studio) -> None:
    browser = studio.browser()
    by_key(browser, access_key(studio))
    copied = studio.browser(cookies=dict(browser.cookies))
    assert browser.send("POST", "/console/sign-out", origin="http://evil.example").status == 403
    assert session(browser)["UserName"] == "admin"
    assert browser.send("POST", "/console/sign-out", origin=URL).status == 303
    assert session(copied)["__type"] == "ExpiredTokenException"
    assert copied.last.status == 401


def test_a_session_lasts_twelve_hours(studio: Studio) -> None:
    browser = studio.browser()
    by_key(browser, access_key(studio))
    studio.world.clock.advance(seconds=43_199)
    assert browser.ask("sts", "GetCallerIdentity")["Account"] == ACCOUNT
    studio.world.clock.advance(seconds=1)
    assert browser.ask("sts", "GetCallerIdentity")["__type"] == "ExpiredTokenException"


def test_a_session_ends_with_the_access_key_that_began_it(studio: Studio) -> None:
    first, second = access_key(studio), access_key(studio)
    browser, other, linked = studio.browser(), studio.browser(), studio.browser()
    by_key(browser, first)
    by_key(other, second)
    linked.get(console_link(studio.world.admin))
    request = {"UserName": "admin", "AccessKeyId": first["AccessKeyId"]}
    iam.operations["UpdateAccessKey"](studio.world.admin, {**request, "Status": "Inactive"})
    assert session(browser)["__type"] == "ExpiredTokenException"
    iam.operations["UpdateAccessKey"](studio.world.admin, {**request, "Status": "Active"})
    assert session(browser)["__type"] == "ExpiredTokenException"  # ended for good
    request = {"UserName": "admin", "AccessKeyId": second["AccessKeyId"]}
    iam.operations["DeleteAccessKey"](studio.world.admin, request)
    assert session(other)["__type"] == "ExpiredTokenException"
    assert session(linked)["UserName"] == "admin"


def test_a_link_and_its_session_end_with_the_access_key_that_made_it(studio: Studio) -> None:
    key = access_key(studio)["AccessKeyId"]
    maker, browser = replace(studio.world.admin, access_key=key), studio.browser()
    browser.get(console_link(maker))
    assert session(browser)["UserName"] == "admin"
    unopened, late = console_link(maker), studio.browser()
    request = {"UserName": "admin", "AccessKeyId": key, "Status": "Inactive"}
    iam.operations["UpdateAccessKey"](studio.world.admin, request)
    assert session(browser)["__type"] == "ExpiredTokenException"
    assert "access key that this sign-in link was made with" in late.get(unopened)
    assert (late.last.status, late.cookies) == (403, {})
    assert studio.events("ConsoleLogin")[-1]["responseElements"] == {"ConsoleLogin": "Failure"}
    iam.operations["UpdateAccessKey"](studio.world.admin, {**request, "Status": "Active"})
    assert "Signed in" in late.get(unopened)


def test_a_deleted_users_session_is_over_even_if_one_of_that_name_comes(studio: Studio) -> None:
    maker, browser = make_user(studio.world.instance, "maker", LINKS), studio.browser()
    browser.get(console_link(maker))
    assert "Users" in browser.ask("iam", "ListUsers")
    iam.operations["DeleteUserPolicy"](studio.world.admin, {"UserName": "maker", "PolicyName": "own"})
    assert browser.ask("iam", "ListUsers")["__type"] == "AccessDenied"  # policies are asked anew
    assert session(browser)["UserName"] == "maker"
    iam.operations["DeleteUser"](studio.world.admin, {"UserName": "maker"})
    make_user(studio.world.instance, "maker", LINKS)
    assert session(browser)["__type"] == "ExpiredTokenException"


def test_another_accounts_user_sees_its_own_and_closing_the_account_ends_its_sessions(studio: Studio) -> None:
    instance = studio.world.instance
    create_organization(root_call(instance))
    request = {"AccountName": "team", "Email": "team@example.com"}
    member = create_account(root_call(instance), request)["CreateAccountStatus"]["AccountId"]
    root = root_call(instance, member)
    browser, link = studio.browser(), console_link(root)
    browser.get(console_link(root))
    assert session(browser)["Account"] == member
    assert browser.ask("iam", "ListUsers")["Users"] == []
    close_account(root_call(instance), {"AccountId": member})
    assert session(browser)["__type"] == "ExpiredTokenException"
    assert "not there any more" in studio.browser().get(link)


def test_a_user_has_so_many_sessions_and_no_more(studio: Studio) -> None:
    browsers = []
    for _ in range(SESSIONS + 1):
        studio.world.clock.advance(seconds=1)
        browsers.append(studio.browser())
        browsers[-1].get(console_link(studio.world.admin))
    assert session(browsers[0])["__type"] == "ExpiredTokenException"
    assert session(browsers[1])["UserName"] == "admin"


def test_a_user_profiles_session_is_told_too(studio: Studio) -> None:
    browser = studio.signed_in()
    told = session(browser)
    assert (told["Kind"], told["DomainId"], told["UserProfileName"]) == ("user-profile", studio.domain_id, "ana")
    assert told["RoleArn"] == studio.world.role
    assert (told["DomainName"], told["PrincipalArn"]) == ("team", browser.ask("sts", "GetCallerIdentity")["Arn"])
    assert session(studio.browser())["__type"] == "ExpiredTokenException"


def test_policies_see_temporary_credentials(studio: Studio) -> None:
    temporary = {"Null": {"aws:TokenIssueTime": "false"}}
    deny = {"Effect": "Deny", "Action": "s3:ListAllMyBuckets", "Resource": "*", "Condition": temporary}
    browser = studio.browser()
    browser.get(console_link(make_user(studio.world.instance, "kim", EVERYTHING, deny)))
    assert browser.ask("s3", "ListBuckets")["__type"] == "AccessDenied"


def test_guessing_is_slowed_down_and_leaves_few_records(studio: Studio) -> None:
    body = access_key(studio)
    wrong = {**body, "SecretAccessKey": "x" * 40}
    browser = studio.browser()
    for _ in range(10):
        assert by_key(browser, wrong)["__type"] == "UnrecognizedClientException"
    for each in (wrong, body):
        assert by_key(browser, each)["__type"] == "ThrottlingException"
        assert browser.last.status == 429
    events = studio.world.instance.trail.newest(50)
    assert sum(event["eventName"] == "ConsoleLogin" for event in events) == 10
    studio.world.clock.advance(seconds=60)
    by_key(browser, body)
    assert browser.last.status == 200
