"""Links open once, in time, for those who may still make them; and what a session is worth afterwards."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceNotFound, ValidationException
from sealcanvas.sign_in.sessions import SESSIONS
from sealcanvas.sign_in.token import hash_of
from sealcanvas.sts.role_call import role_call
from sealcanvas.wire.errors import WireError
from tests.support.instance import ACCOUNT, call_as
from tests.unit.sagemaker.sagemaker_world import ask, make_user, policy, trusting
from tests.unit.server.console.console_world import URL, Studio

MAY = "sagemaker:CreatePresignedDomainUrl"


def test_a_link_leads_to_this_server_and_signs_in_once(studio: Studio) -> None:
    link = studio.link()
    assert link.startswith(f"{URL}/console/auth?token=")
    browser = studio.browser()
    page = browser.get(link)
    assert (browser.last.status, "You work as ana in team" in page) == (200, True)
    assert 'content="0;url=/console/"' in page
    assert "ana in team" in browser.get("/console/")
    thief = studio.browser()
    assert "was used before" in thief.get(link)
    assert (thief.last.status, thief.cookies) == (403, {})
    assert "ana in team" in browser.get("/console/")  # the session is not touched by it


def test_the_cookie_is_for_this_host_and_no_script(studio: Studio) -> None:
    for scheme, name in (("http", "sealcanvas"), ("https", "__Secure-sealcanvas")):
        browser = studio.browser(scheme=scheme)
        browser.get(studio.link(SessionExpirationDurationInSeconds=1800))
        pair, *attributes = browser.last.headers["set-cookie"].split("; ")
        assert pair.startswith(f"{name}=")
        assert set(attributes) >= {"HttpOnly", "SameSite=Strict", "Path=/console/", "Max-Age=1800"}
        assert ("Secure" in attributes) is (scheme == "https")
        assert not any(each.startswith("Domain") for each in attributes)


def test_only_hashes_are_kept(studio: Studio) -> None:
    link = studio.link()
    token = link.partition("token=")[2]
    session = studio.browser()
    session.get(link)
    with studio.world.instance.database.read() as connection:
        dump = "\n".join(
            str(row)
            for name in ("sign_in_links", "sign_in_sessions")
            for row in connection.exec_driver_sql(f"SELECT * FROM {name}").all()
        )
    for secret in (token, session.token):
        assert secret not in dump
        assert hash_of(secret) in dump
    assert "ana" not in dump
    for record in studio.world.instance.trail.newest(200):
        assert token not in json.dumps(record, default=str)


@pytest.mark.parametrize("seconds", [5, 300])
def test_a_link_expires(studio: Studio, seconds: int) -> None:
    link = studio.link(ExpiresInSeconds=seconds)
    studio.world.clock.advance(seconds=seconds)
    browser = studio.browser()
    assert "has expired" in browser.get(link)
    assert (browser.last.status, browser.cookies) == (403, {})


@pytest.mark.parametrize(
    "query", ["", "token=", "token=short", f"token={'A' * 43}", "token=%F0%9F%94%91", "x=1", "x=1&" * 99]
)
def test_an_unknown_link_is_told_plainly(studio: Studio, query: str) -> None:
    browser = studio.browser()
    assert "is not known here" in browser.get(f"/console/auth?{query}")
    assert (browser.last.status, browser.cookies) == (403, {})


def test_a_look_at_a_link_does_not_open_it(studio: Studio) -> None:
    link = studio.link()
    browser = studio.browser()
    assert browser.send("HEAD", link).status == 200
    assert "Signed in" in browser.get(link)


@pytest.mark.parametrize(
    "members",
    [{"ExpiresInSeconds": 4}, {"ExpiresInSeconds": 301}, {"SessionExpirationDurationInSeconds": 1799}],
)
def test_bounds_are_aws_s(studio: Studio, members: dict[str, int]) -> None:
    with pytest.raises(WireError):
        studio.link(**members)


@pytest.mark.parametrize(
    ("landing", "target"),
    [("app:Canvas:", "/console/"), ("app:Canvas:datasets/ds-1", "/console/datasets/ds-1")],
)
def test_a_landing_uri_leads_below_the_console(studio: Studio, landing: str, target: str) -> None:
    assert f'content="0;url={target}"' in studio.browser().get(studio.link(LandingUri=landing))


@pytest.mark.parametrize(
    "landing",
    [
        "studio::x",
        "app:JupyterLab:x",
        "app:Canvas://evil.example",
        "app:Canvas:/etc",
        "app:Canvas:../bucket/page.html",
        "app:Canvas:a//b",
        "app:Canvas:javascript:alert(1)",
        'app:Canvas:"><b>',
        "app:Canvas:a\\b",
    ],
)
def test_a_landing_uri_leads_nowhere_else(studio: Studio, landing: str) -> None:
    with pytest.raises(ValidationException):
        studio.link(LandingUri=landing)


def test_a_link_needs_leave_for_that_user_profile(studio: Studio) -> None:
    arn = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:user-profile/{studio.domain_id}"
    jane = studio.world.user("jane", {"Action": MAY, "Resource": f"{arn}/ana"})
    ask(studio.world.admin, "CreateUserProfile", DomainId=studio.domain_id, UserProfileName="bob")
    studio.link(by=jane)
    with pytest.raises(AccessDeniedException, match=MAY):
        studio.link(by=jane, UserProfileName="bob")
    with pytest.raises(ResourceNotFound):
        studio.link(UserProfileName="nobody")


def test_another_accounts_profile_is_not_there(studio: Studio) -> None:
    call = call_as(studio.world.instance, Principal.root("444455556666"))
    with pytest.raises(ResourceNotFound):
        studio.link(by=call)


def _take_leave(studio: Studio) -> None:
    root_call = studio.world.admin
    iam.operations["DeleteUserPolicy"](root_call, {"UserName": "maker", "PolicyName": "own"})


def _delete_maker(studio: Studio) -> None:
    _take_leave(studio)
    iam.operations["DeleteUser"](studio.world.admin, {"UserName": "maker"})


@pytest.mark.parametrize("take", [_take_leave, _delete_maker])
def test_without_its_makers_permission_a_link_opens_nothing_and_a_session_ends(
    studio: Studio, take: Callable[[Studio], None]
) -> None:
    maker = studio.world.user("maker", {"Action": MAY, "Resource": "*"})
    links = [studio.link(by=maker), studio.link(by=maker)]
    browser = studio.browser()
    browser.get(links[0])
    assert "ana in team" in browser.get("/console/")
    take(studio)
    assert "not signed in" in browser.get("/console/")
    assert "has no permission" in studio.browser().get(links[1])
    make_user(studio.world.instance, "maker-2", {"Action": MAY, "Resource": "*"})
    assert "not signed in" in browser.get("/console/")  # ended, not suspended


def _delete_key(studio: Studio, key: dict[str, str]) -> None:
    iam.operations["DeleteAccessKey"](studio.world.admin, key)


def _deactivate_key(studio: Studio, key: dict[str, str]) -> None:
    iam.operations["UpdateAccessKey"](studio.world.admin, {**key, "Status": "Inactive"})


@pytest.mark.parametrize("take", [_delete_key, _deactivate_key])
@pytest.mark.parametrize("by", ["key", "session"])
def test_without_its_makers_access_key_a_link_opens_nothing_and_a_session_ends(
    studio: Studio, take: Callable[[Studio, dict[str, str]], None], by: str
) -> None:
    maker = studio.world.user("maker", {"Action": MAY, "Resource": "*"})
    made = iam.operations["CreateAccessKey"](studio.world.admin, {"UserName": "maker"})["AccessKey"]
    key = {"UserName": "maker", "AccessKeyId": made["AccessKeyId"]}
    signed_in = studio.browser()
    secret = {name: made[name] for name in ("AccessKeyId", "SecretAccessKey")}
    told = {"origin": URL, "content_type": "application/json"}
    signed_in.send("POST", "/console/sign-in", json.dumps(secret).encode(), **told)
    assert signed_in.last.status == 200

    def link() -> str:
        if by == "key":
            return studio.link(by=replace(maker, access_key=made["AccessKeyId"]))
        profile = {"DomainId": studio.domain_id, "UserProfileName": "ana"}
        return str(signed_in.ask("sagemaker", "CreatePresignedDomainUrl", **profile)["AuthorizedUrl"])

    links, browser = [link(), link()], studio.browser()
    browser.get(links[0])
    assert "ana in team" in browser.get("/console/")
    take(studio, key)
    assert "not signed in" in browser.get("/console/")
    assert "access key that this sign-in link was made with is not active" in studio.browser().get(links[1])
    iam.operations["CreateAccessKey"](studio.world.admin, {"UserName": "maker"})
    assert "not signed in" in browser.get("/console/")  # ended, not suspended


def test_a_link_is_held_to_the_addresses_that_its_maker_is_held_to(studio: Studio) -> None:
    here = {"IpAddress": {"aws:SourceIp": "127.0.0.0/8"}}
    maker = studio.world.user("maker", {"Action": MAY, "Resource": "*", "Condition": here})
    inside = type(maker)(
        **{**{f: getattr(maker, f) for f in maker.__slots__}, "context": {"aws:SourceIp": "127.0.0.1"}}
    )
    link = studio.link(by=inside)
    elsewhere = studio.browser(source_ip="203.0.113.7")
    assert "not from where you are" in elsewhere.get(link)
    home = studio.browser()
    assert "Signed in" in home.get(link)  # the refusal did not use it up
    stolen = studio.browser(source_ip="203.0.113.7", cookies=dict(home.cookies))
    assert "not signed in" in stolen.get("/console/")


def test_a_links_maker_may_be_a_role_session(studio: Studio) -> None:
    document = trusting("sagemaker.amazonaws.com")
    request = {"RoleName": "Maker", "AssumeRolePolicyDocument": document}
    arn = iam.operations["CreateRole"](studio.world.admin, request)["Role"]["Arn"]
    may = policy({"Action": MAY, "Resource": "*"})
    iam.operations["PutRolePolicy"](
        studio.world.admin, {"RoleName": "Maker", "PolicyName": "own", "PolicyDocument": may}
    )
    call = role_call(
        studio.world.instance, arn, service="sagemaker.amazonaws.com", source_arn=arn, session_name="someone"
    )
    for held in (call, replace(call, purpose="", via=("sagemaker.us-east-1.amazonaws.com",))):
        with pytest.raises(ValidationException, match="credentials that a service holds"):
            studio.link(by=held)
    browser = studio.browser()
    browser.get(studio.link(by=replace(call, purpose="")))
    assert "ana in team" in browser.get("/console/")
    iam.operations["DeleteRolePolicy"](studio.world.admin, {"RoleName": "Maker", "PolicyName": "own"})
    assert "not signed in" in browser.get("/console/")


def _disable(studio: Studio) -> None:
    kms.operations["DisableKey"](studio.world.admin, {"KeyId": studio.key})


def _revoke(studio: Studio) -> None:
    (grant,) = studio.world.kms("ListGrants", KeyId=studio.key)["Grants"]
    studio.world.kms("RevokeGrant", KeyId=studio.key, GrantId=grant["GrantId"])


@pytest.mark.parametrize("opened_before", [False, True])
@pytest.mark.parametrize("take", [_disable, _revoke])
def test_sign_in_opens_the_domains_volume_and_says_which_key_refused(
    studio: Studio, take: Callable[[Studio], None], opened_before: bool
) -> None:
    if opened_before:
        studio.signed_in()
    take(studio)
    browser = studio.browser()
    page = browser.get(studio.link())
    action = "kms:Decrypt" if opened_before else "kms:GenerateDataKeyWithoutPlaintext"
    for word in (studio.key, action, "sagemaker.amazonaws.com"):
        assert word in page
    assert (browser.last.status, browser.cookies) == (403, {})
    (record,) = [each for each in studio.events("ConsoleLogin") if "errorCode" in each]
    assert studio.key in record["errorMessage"]
    refusals = [each for each in studio.events(action.removeprefix("kms:")) if "errorCode" in each]
    assert refusals, "KMS's own record of the refusal is kept"


def test_enabled_again_the_same_link_opens(studio: Studio) -> None:
    _disable(studio)
    link, browser = studio.link(), studio.browser()
    browser.get(link)
    kms.operations["EnableKey"](studio.world.admin, {"KeyId": studio.key})
    assert "Signed in" in browser.get(link)
    outcomes = [record.get("errorCode", "") for record in studio.events("ConsoleLogin")]
    assert outcomes == ["Failed authentication", ""]


def test_a_session_lasts_as_long_as_was_said(studio: Studio) -> None:
    browser = studio.browser()
    browser.get(studio.link(SessionExpirationDurationInSeconds=1800))
    studio.world.clock.advance(seconds=1799)
    assert "ana in team" in browser.get("/console/")
    studio.world.clock.advance(seconds=1)
    assert "not signed in" in browser.get("/console/")
    assert browser.ask("sealcanvas", "ListDatasets", DomainId=studio.domain_id)["__type"] == "ExpiredTokenException"
    assert browser.last.status == 401


def test_fixation_a_session_is_never_what_the_browser_brought(studio: Studio) -> None:
    browser = studio.browser(cookies={"sealcanvas": "A" * 43})
    browser.get(studio.link())
    assert browser.token != "A" * 43
    first = browser.token
    browser.get(studio.link())
    assert browser.token != first
    planted = studio.browser(cookies={"sealcanvas": first})
    assert "not signed in" in planted.get("/console/")  # signing in again ended what was there


def test_signing_out_ends_the_session(studio: Studio) -> None:
    browser = studio.signed_in()
    copied = studio.browser(cookies=dict(browser.cookies))
    assert browser.send("POST", "/console/sign-out", origin="http://evil.example").status == 403
    assert "ana in team" in browser.get("/console/")
    assert browser.send("POST", "/console/sign-out", origin=URL).status == 303
    assert browser.cookies == {}
    assert "not signed in" in copied.get("/console/")


def test_a_deleted_profiles_cookie_and_link_are_worth_nothing_even_if_one_of_that_name_comes(studio: Studio) -> None:
    browser, link = studio.signed_in(), studio.link()
    named = {"DomainId": studio.domain_id, "UserProfileName": "ana"}
    ask(studio.world.admin, "DeleteUserProfile", **named)
    assert "not signed in" in browser.get("/console/")
    ask(studio.world.admin, "CreateUserProfile", **named)
    assert "not signed in" in browser.get("/console/")
    assert "not known here" in studio.browser().get(link)


def test_a_role_that_is_deleted_in_mid_session_ends_it(studio: Studio) -> None:
    browser = studio.signed_in()
    for name in ("own",):
        iam.operations["DeleteRolePolicy"](studio.world.admin, {"RoleName": "Runner", "PolicyName": name})
    iam.operations["DeleteRole"](studio.world.admin, {"RoleName": "Runner"})
    assert "not signed in" in browser.get("/console/")
    assert "Could not assume role" in studio.browser().get(studio.link())


def test_a_role_that_trusts_nobody_any_more_ends_it_within_a_minute(studio: Studio) -> None:
    browser = studio.signed_in()
    browser.get("/console/")
    document = trusting("lambda.amazonaws.com")
    iam.operations["UpdateAssumeRolePolicy"](studio.world.admin, {"RoleName": "Runner", "PolicyDocument": document})
    studio.world.clock.now += timedelta(seconds=60)
    assert "not signed in" in browser.get("/console/")


def test_another_role_of_the_profile_holds_from_the_next_request_on(studio: Studio) -> None:
    browser = studio.signed_in()
    other = studio.world.make_role("Other", "sagemaker.amazonaws.com")
    named = {"DomainId": studio.domain_id, "UserProfileName": "ana"}
    ask(studio.world.admin, "UpdateUserProfile", **named, UserSettings={"ExecutionRole": other})
    answer = browser.ask("sts", "GetCallerIdentity")
    assert answer["Arn"].endswith(":assumed-role/Other/SageMaker")
    assert "AccessDenied" in browser.ask("sealcanvas", "ListDatasets", DomainId=studio.domain_id)["__type"]


def test_a_profile_has_so_many_sessions_and_no_more(studio: Studio) -> None:
    browsers = []
    for _ in range(SESSIONS + 1):
        studio.world.clock.advance(seconds=1)
        browsers.append(studio.signed_in())
    assert "not signed in" in browsers[0].get("/console/")
    assert "ana in team" in browsers[1].get("/console/")


def test_two_who_open_a_link_at_once_get_one_session(studio: Studio) -> None:
    link = studio.link()
    browsers = [studio.browser() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        pages = list(pool.map(lambda browser: browser.get(link), browsers))
    assert sum("Signed in" in page for page in pages) == 1
    assert sum(bool(browser.cookies) for browser in browsers) == 1


def test_a_space_is_signed_in_to_by_its_owner_or_by_all(studio: Studio) -> None:
    domain = {"DomainId": studio.domain_id}
    team = studio.world.make_role("Team", "sagemaker.amazonaws.com")
    ask(studio.world.admin, "UpdateDomain", **domain, DefaultSpaceSettings={"ExecutionRole": team})
    ask(studio.world.admin, "CreateUserProfile", **domain, UserProfileName="bob")
    for name, owner, sharing in (("mine", "ana", "Private"), ("his", "bob", "Private"), ("ours", "bob", "Shared")):
        members = {
            "OwnershipSettings": {"OwnerUserProfileName": owner},
            "SpaceSharingSettings": {"SharingType": sharing},
        }
        ask(studio.world.admin, "CreateSpace", **domain, SpaceName=name, **members)
    with pytest.raises(ResourceNotFound):
        studio.link(SpaceName="his")
    for space, role in (("mine", "Runner"), ("ours", "Team")):
        browser = studio.browser()
        browser.get(studio.link(SpaceName=space))
        assert browser.ask("sts", "GetCallerIdentity")["Arn"].endswith(f":assumed-role/{role}/SageMaker")
    ask(studio.world.admin, "DeleteSpace", **domain, SpaceName="ours")
    assert "not signed in" in browser.get("/console/")


def test_two_cookies_of_one_name_are_none(studio: Studio) -> None:
    browser = studio.browser()
    browser.get(studio.link())
    token = browser.cookies["sealcanvas"]
    page = browser.send("GET", "/console/", cookie=f"sealcanvas={token}")
    assert "ana in team" in page.body.decode()
    browser.cookies.clear()
    planted = browser.send("GET", "/console/", cookie=f"sealcanvas=planted; sealcanvas={token}")
    assert "not signed in" in planted.body.decode()


def test_a_session_makes_no_links(studio: Studio) -> None:
    may = policy({"Action": MAY, "Resource": "*"})
    request = {"RoleName": "Runner", "PolicyName": "links", "PolicyDocument": may}
    iam.operations["PutRolePolicy"](studio.world.admin, request)
    browser = studio.signed_in()
    request = {"DomainId": studio.domain_id, "UserProfileName": "ana"}
    told = browser.ask("sagemaker", "SageMaker.CreatePresignedDomainUrl", **request)
    assert "credentials that a service holds" in json.dumps(told)
