"""What somebody may try against sign-ins by an identity provider, and why it fails."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest

from sealcanvas.iam import iam
from sealcanvas.iam.oidc_fetch import MAXIMUM_BYTES
from sealcanvas.service.errors import ValidationException
from sealcanvas.sign_in.oidc import attempt
from sealcanvas.sign_in.oidc.discovery import Discovery
from sealcanvas.sign_in.oidc.redeem import AT_ONCE
from tests.support.oidc import CLIENT, Answer, running
from tests.support.oidc_sign_in import SECRET, SignInIdp
from tests.support.tokens import SigningKey, packed
from tests.unit.server.console.oidc_world import START, SignIns, is_in, parameters_of, refusal, trust_of

NOT_BEGUN = "was not begun in this browser"


@pytest.fixture(autouse=True)
def registered(sign_ins: SignIns) -> None:
    sign_ins.register()


# Login CSRF: a browser is made to sign in as somebody else.


def test_a_callback_needs_the_browser_that_began(sign_ins: SignIns) -> None:
    attacker, victim = sign_ins.studio.browser(), sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(attacker))
    victim.get(back)
    assert NOT_BEGUN in refusal(victim)
    assert sign_ins.idp.posts == []  # the code was not even redeemed
    assert "Signed in" in attacker.get(back)  # and nobody ends another one's attempt by its state


def test_a_cookie_of_another_attempt_does_not_do(sign_ins: SignIns) -> None:
    attacker, victim = sign_ins.studio.browser(), sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(attacker))
    sign_ins.away(victim)
    (name,), (secret,) = attacker.cookies, victim.cookies.values()
    victim.cookies[name] = secret
    victim.get(back)
    assert NOT_BEGUN in refusal(victim)


@pytest.mark.parametrize("state", ["", "x", "A" * 43, "é" * 43, "\udcff" * 43])
def test_a_state_that_was_never_given(sign_ins: SignIns, state: str) -> None:
    browser = sign_ins.studio.browser()
    sign_ins.away(browser)
    query = urlencode({"code": "c", "state": state}, errors="surrogatepass")
    browser.get(f"{START}/callback?{query}")
    assert NOT_BEGUN in refusal(browser)
    assert sign_ins.studio.events("ConsoleLogin") == []  # strangers do not fill the trail


@pytest.mark.parametrize("within", ["image", "iframe", "empty", "script"])
def test_nobody_signs_in_within_another_page(sign_ins: SignIns, within: str) -> None:
    browser = sign_ins.studio.browser()
    for _ in range(31):  # nor does another page use up what an address may begin
        assert browser.send("GET", START, sec_fetch_dest=within).status == 403
    assert browser.cookies == {}
    back = sign_ins.idp.back(sign_ins.away(browser))
    assert browser.send("GET", back, sec_fetch_dest=within).status == 403
    assert sign_ins.idp.posts == []
    browser.send("GET", back, sec_fetch_dest="document")
    assert is_in(browser)


# Once, and within ten minutes.


def test_a_callback_works_once(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    kept = sign_ins.away(browser)
    cookies = dict(browser.cookies)
    back = sign_ins.idp.back(kept)
    browser.get(back)
    assert is_in(browser)
    again = sign_ins.studio.browser(cookies=cookies)
    again.get(back)
    assert NOT_BEGUN in refusal(again)
    # Nor with a fresh code: the state is over.
    again = sign_ins.studio.browser(cookies=cookies)
    again.get(sign_ins.idp.back(kept))
    assert NOT_BEGUN in refusal(again)


def test_two_callbacks_at_once_begin_one_session(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(browser))
    twins = [sign_ins.studio.browser(cookies=dict(browser.cookies)) for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        pages = list(pool.map(lambda twin: twin.get(back), twins))
    assert sum("Signed in" in page for page in pages) == 1


def test_an_attempt_lasts_ten_minutes(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(browser))
    sign_ins.studio.world.clock.advance(seconds=600)
    browser.get(back)
    assert NOT_BEGUN in refusal(browser)


def test_attempts_are_bounded(sign_ins: SignIns, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attempt, "ATTEMPTS", 3)
    browsers = [sign_ins.studio.browser() for _ in range(4)]
    backs = []
    for browser in browsers:
        backs.append(sign_ins.idp.back(sign_ins.away(browser)))
        sign_ins.studio.world.clock.advance(seconds=1)
    for browser, back in zip(browsers, backs, strict=True):
        browser.get(back)
    assert [is_in(browser) for browser in browsers] == [False, True, True, True]


def test_beginning_is_throttled(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    assert {browser.send("GET", START).status for _ in range(30)} == {302}
    browser.get(START)
    assert "Try again in a minute" in refusal(browser)
    assert sign_ins.studio.browser(source_ip="192.0.2.9").send("GET", START).status == 302
    sign_ins.studio.world.clock.advance(minutes=1)
    assert browser.send("GET", START).status == 302


def test_failures_are_throttled(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    for _ in range(20):  # a page may make a browser send these: nobody is locked out by them
        browser.get(f"{START}/callback?code=c&state=s")
    for _ in range(10):
        state = parameters_of(sign_ins.away(browser))["state"]
        browser.get(f"{START}/callback?error=access_denied&state={state}")
        assert "did not let you in" in refusal(browser)
    back = sign_ins.idp.back(sign_ins.away(browser))
    browser.get(back)
    assert "Try again in a minute" in refusal(browser)
    sign_ins.studio.world.clock.advance(minutes=1)
    browser.get(back)  # held back before it was looked at: it is still good
    assert is_in(browser)


@pytest.mark.parametrize("path", [START, f"{START}/callback?code=c&state=s"])
def test_images_of_another_page_use_nobodys_attempts_up(sign_ins: SignIns, path: str) -> None:
    browser = sign_ins.studio.browser()
    for _ in range(40):
        assert browser.send("GET", path, sec_fetch_dest="image", sec_fetch_site="cross-site").status == 403
    assert browser.cookies == {}
    assert is_in(sign_ins.sign_in(browser=browser))


@pytest.mark.parametrize("path", [START, f"{START}?sent-on"])
def test_another_site_signs_nobody_in(sign_ins: SignIns, path: str) -> None:
    browser = sign_ins.studio.browser()
    led = browser.send("GET", path, sec_fetch_site="cross-site", sec_fetch_dest="document")
    assert (led.status, led.headers["location"].endswith("/console/")) == (302, True)
    assert browser.cookies == {}
    assert sign_ins.idp.asked == []


# Injected codes and tokens.


def test_a_code_of_another_attempt_is_not_redeemed(sign_ins: SignIns) -> None:
    """Code injection: the victim's code, brought to an attempt of the attacker's. PKCE binds it to its own."""
    victim, attacker = sign_ins.studio.browser(), sign_ins.studio.browser()
    stolen = parameters_of(sign_ins.idp.back(sign_ins.away(victim)))["code"]
    state = parameters_of(sign_ins.away(attacker))["state"]
    attacker.get(f"{START}/callback?{urlencode({'code': stolen, 'state': state})}")
    assert "invalid_grant" in refusal(attacker)


def test_an_id_token_of_another_sign_in_is_refused(sign_ins: SignIns) -> None:
    """Token replay: a token that holds in all but its nonce."""
    sign_ins.idp.claims = {"nonce": "another"}
    assert "nonce" in refusal(sign_ins.sign_in())


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        ({"nonce": None}, "nonce"),
        ({"nonce": ["x"]}, "nonce"),
        ({"aud": "second"}, "another client"),
        ({"aud": ["second", CLIENT], "azp": "second"}, "another client"),
        ({"aud": ["second", CLIENT]}, "another client"),
        ({"aud": CLIENT, "azp": "second"}, "another client"),
        ({"aud": "stranger"}, "Incorrect token audience"),
        ({"aud": None}, "Incorrect token audience"),
        ({"exp": 1_000}, "Token expired"),
        ({"iat": None}, "claim iat"),
        ({"iat": 4_000_000_000, "exp": 4_000_000_600}, "not valid yet"),
        ({"iss": "https://evil.example"}, "No OpenIDConnect provider found"),
        ({"sub": None}, "claim sub"),
    ],
)
def test_a_token_that_is_not_for_us(sign_ins: SignIns, claims: dict[str, Any], why: str) -> None:
    sign_ins.idp.claims = claims
    assert why in refusal(sign_ins.sign_in())
    assert sign_ins.studio.events("AssumeRoleWithWebIdentity") == []


def test_a_token_for_several_audiences_and_us(sign_ins: SignIns) -> None:
    sign_ins.idp.claims = {"aud": ["second", CLIENT], "azp": CLIENT}
    assert is_in(sign_ins.sign_in())


@pytest.mark.parametrize("forged", ["none", "hmac", "other-key", "no-token", "text"])
def test_a_token_that_the_provider_did_not_sign(sign_ins: SignIns, forged: str) -> None:
    idp, browser = sign_ins.idp, sign_ins.studio.browser()
    away = sign_ins.away(browser)
    whole = {"iss": idp.url, "aud": CLIENT, "sub": "jane", "nonce": parameters_of(away)["nonce"]}
    now = int(idp.now.timestamp())
    claims = whole | {"iat": now, "exp": now + 600}
    token: object = {
        "none": f"{packed({'alg': 'none'})}.{packed(claims)}.",
        "hmac": f"{packed({'alg': 'HS256', 'kid': 'k1'})}.{packed(claims)}.{packed(b'x' * 32)}",
        "other-key": SigningKey(place=1).token(claims),
        "no-token": None,
        "text": "é.é.é",
    }[forged]
    idp.instead["/token"] = Answer(body=json.dumps({"id_token": token}).encode())
    browser.get(idp.back(away))
    assert refusal(browser)


# Mix-up, and answers that say something twice.


@pytest.fixture
def other(sign_ins: SignIns) -> Iterator[SignInIdp]:
    """Another provider, whose owner means no good; its sign-in is called `other`."""
    with running(SignInIdp) as evil:
        evil.now = sign_ins.studio.world.clock.now
        admin = sign_ins.studio.world.admin
        request = {"Url": evil.url, "ClientIDList": [CLIENT]}
        arn = iam.operations["CreateOpenIDConnectProvider"](admin, request)["OpenIDConnectProviderArn"]
        sign_ins.register(SignInProviderName="other", OpenIDConnectProviderArn=arn)
        yield evil


def test_a_code_goes_to_its_own_provider_alone(sign_ins: SignIns, other: SignInIdp) -> None:
    """Mix-up: somebody begins at the bad provider, which leads on to the good one to have its code sent to itself."""
    browser = sign_ins.studio.browser()
    begun = parameters_of(sign_ins.away(browser, "/console/sign-in/oidc/other"))
    # The good provider knows the redirect URI of its own sign-in alone: that is where it leads back to.
    led_on = sign_ins.idp.configuration["authorization_endpoint"] + "?" + urlencode(begun)
    code = sign_ins.idp.code(sign_ins.idp.asked_for(led_on))
    browser.get(f"{START}/callback?{urlencode({'code': code, 'state': begun['state']})}")
    assert NOT_BEGUN in refusal(browser)
    assert other.posts == []
    assert sign_ins.idp.posts == []


@pytest.mark.parametrize("issuer", ["https://evil.example", ""])
def test_an_answer_of_another_issuer_is_refused(sign_ins: SignIns, issuer: str) -> None:
    browser = sign_ins.studio.browser()
    browser.get(sign_ins.idp.back(sign_ins.away(browser)) + "&" + urlencode({"iss": issuer}))
    assert "iss" in refusal(browser)
    assert sign_ins.idp.posts == []


def test_a_provider_that_names_its_issuer_must_do_so(sign_ins: SignIns) -> None:
    sign_ins.idp.configuration["authorization_response_iss_parameter_supported"] = True
    assert "iss" in refusal(sign_ins.sign_in())
    browser = sign_ins.studio.browser()
    browser.get(sign_ins.idp.back(sign_ins.away(browser)) + "&" + urlencode({"iss": sign_ins.idp.url}))
    assert is_in(browser)


def test_a_token_of_another_provider_of_the_account_is_refused(sign_ins: SignIns, other: SignInIdp) -> None:
    browser = sign_ins.studio.browser()
    away = sign_ins.away(browser)
    token = other.token(other.now, nonce=parameters_of(away)["nonce"])
    sign_ins.idp.instead["/token"] = Answer(body=json.dumps({"id_token": token}).encode())
    browser.get(sign_ins.idp.back(away))
    assert "another identity provider" in refusal(browser)


def test_a_secret_goes_to_no_provider_that_it_was_not_stated_for(sign_ins: SignIns, other: SignInIdp) -> None:
    """Whoever may update a sign-in, but was never told its secret, has it sent to a server of their own."""
    sign_ins.register("UpdateSignInProvider", ClientSecret=SECRET)
    elsewhere = sign_ins.ask("ListSignInProviders")["SignInProviders"][1]["OpenIDConnectProviderArn"]
    with pytest.raises(ValidationException, match="State ClientSecret anew"):
        sign_ins.register("UpdateSignInProvider", OpenIDConnectProviderArn=elsewhere)
    browser = sign_ins.studio.browser()
    assert sign_ins.away(browser).startswith(sign_ins.idp.url), "nothing has changed"
    for stated, kept in (("", False), ("its own", True)):
        updated = sign_ins.register("UpdateSignInProvider", OpenIDConnectProviderArn=elsewhere, ClientSecret=stated)
        assert updated["HasClientSecret"] is kept
    assert other.posts == []


@pytest.mark.parametrize("query", ["code=a&code=b", "state=x&state=y", "&".join(f"a{each}=1" for each in range(99))])
def test_an_answer_that_says_something_twice_or_too_much(sign_ins: SignIns, query: str) -> None:
    browser = sign_ins.studio.browser()
    state = parameters_of(sign_ins.away(browser))["state"]
    browser.get(f"{START}/callback?state={state}&{query}")
    assert NOT_BEGUN in refusal(browser)


# Where a sign-in leads.


@pytest.mark.parametrize("parameter", ["next", "return_to", "redirect_uri", "RelayState", "LandingUri"])
def test_nothing_says_where_to_go_on(sign_ins: SignIns, parameter: str) -> None:
    browser, evil = sign_ins.studio.browser(), urlencode({parameter: "//evil.example/"})
    away = sign_ins.away(browser, f"{START}?{evil}")
    page = browser.get(f"{sign_ins.idp.back(away)}&{evil}")
    assert is_in(browser)
    assert "evil.example" not in away + page


def test_the_hosts_name_is_nobodys_word(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser(host="evil.example")
    assert "evil.example" not in sign_ins.away(browser)
    assert "evil.example" not in sign_ins.away(browser, f"{START}?sent-on")


def test_a_look_at_the_way_begins_nothing(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    assert browser.send("HEAD", START).status == 404
    assert browser.send("POST", START).status == 405
    assert sign_ins.idp.asked == []


# Providers that misbehave.


def test_somebody_whom_the_provider_refuses(sign_ins: SignIns) -> None:
    browser = sign_ins.studio.browser()
    state = parameters_of(sign_ins.away(browser))["state"]
    browser.get(f"{START}/callback?error=access_denied&error_description=%3Cscript%3E&state={state}")
    page = refusal(browser)
    assert "did not let you in" in page
    assert "script" not in page
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert login["userIdentity"]["userName"] == "HIDDEN_DUE_TO_SECURITY_REASONS"


@pytest.mark.parametrize("query", ["error=server_error", "", "code=", "code=" + "c" * 4_097])
def test_an_answer_without_a_code(sign_ins: SignIns, query: str) -> None:
    browser = sign_ins.studio.browser()
    state = parameters_of(sign_ins.away(browser))["state"]
    browser.get(f"{START}/callback?state={state}&{query}")
    assert "gave no code" in refusal(browser)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(body=b'{"id_token": "' + b"x" * MAXIMUM_BYTES + b'"}'),
        Answer(302, headers={"Location": "http://127.0.0.1:1/"}),
        Answer(500),
        Answer(body=b"[1]"),
        Answer(400, body=b'{"error": "<script>"}'),
        Answer(400, body=b"x" * (MAXIMUM_BYTES + 10)),
    ],
    ids=["huge", "redirect", "broken", "no-object", "script", "huge-refusal"],
)
def test_a_token_endpoint_that_answers_something_else(sign_ins: SignIns, answer: Answer) -> None:
    sign_ins.idp.instead["/token"] = answer
    page = refusal(sign_ins.sign_in())
    assert "something else than was asked for" in page
    assert "script" not in page


@pytest.mark.parametrize("path", ["/.well-known/openid-configuration", "/token"])
@pytest.mark.wall_clock
def test_a_provider_that_drips_is_given_up(sign_ins: SignIns, path: str) -> None:
    dripping = Answer(body=b"{" + b" " * 1_000 + b"}", drip=0.1)
    begun = time.monotonic()
    if path == "/token":
        sign_ins.idp.instead[path] = dripping
        page = refusal(sign_ins.sign_in())
    else:
        sign_ins.idp.instead[path] = dripping
        browser = sign_ins.studio.browser()
        browser.get(START)
        page = refusal(browser)
        assert browser.cookies == {}
    assert "cannot be reached" in page
    assert time.monotonic() - begun < 8


def test_a_slow_provider_does_not_take_every_place(sign_ins: SignIns) -> None:
    sign_ins.idp.instead["/token"] = Answer(500, delay=2)
    browsers = [sign_ins.studio.browser(source_ip=f"192.0.2.{place}") for place in range(AT_ONCE + 4)]
    backs = [sign_ins.idp.back(sign_ins.away(browser)) for browser in browsers]
    gate = threading.Barrier(len(browsers))

    def come_back(place: int) -> str:
        gate.wait()
        return browsers[place].get(backs[place])

    with ThreadPoolExecutor(len(browsers)) as pool:
        pages = list(pool.map(come_back, range(len(browsers))))
    assert sum("Too many sign-ins wait" in page for page in pages) == 4


def test_a_provider_that_is_down_is_not_asked_at_every_press(sign_ins: SignIns) -> None:
    sign_ins.idp.instead["/.well-known/openid-configuration"] = Answer(500)
    browser = sign_ins.studio.browser()
    for _ in range(5):
        browser.get(START)
        assert "something else than was asked for" in refusal(browser)
    assert len(sign_ins.idp.asked) == 1


def test_what_a_provider_says_of_itself_is_remembered_for_minutes(sign_ins: SignIns) -> None:
    now = [0.0]
    sign_ins.studio.world.instance.parts["sign_in.discovery"] = Discovery(lambda: now[0])
    for seconds, asked in ((0.0, 1), (299.0, 1), (301.0, 2)):
        now[0] = seconds
        sign_ins.away(sign_ins.studio.browser())
        assert len(sign_ins.idp.asked) == asked


@pytest.mark.parametrize("endpoint", ["authorization_endpoint", "token_endpoint"])
@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://10.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "//127.0.0.1/",
        "https://",
        "https://a b/",
        "https://a\r\nSet-Cookie: x=y/",
        "https://ä.example/",
        7,
        None,
    ],
)
def test_addresses_that_the_server_neither_asks_nor_leads_to(sign_ins: SignIns, endpoint: str, url: object) -> None:
    sign_ins.idp.configuration[endpoint] = url
    browser = sign_ins.studio.browser()
    browser.get(START)
    assert "something else than was asked for" in refusal(browser)


def test_a_configuration_of_another_issuer_counts_for_nothing(sign_ins: SignIns) -> None:
    sign_ins.idp.configuration["issuer"] = "https://evil.example"
    browser = sign_ins.studio.browser()
    browser.get(START)
    assert "something else than was asked for" in refusal(browser)


# What changes in between.


@pytest.mark.parametrize("what", ["deleted", "updated", "provider", "unknown"])
def test_a_sign_in_that_changes_while_somebody_is_away(sign_ins: SignIns, what: str) -> None:
    browser = sign_ins.studio.browser()
    back = sign_ins.idp.back(sign_ins.away(browser))
    if what == "deleted":
        sign_ins.ask("DeleteSignInProvider", SignInProviderName="corp")
    elif what == "updated":
        sign_ins.register("UpdateSignInProvider", ClientId="second")
    elif what == "provider":
        request = {"OpenIDConnectProviderArn": sign_ins.provider_arn}
        iam.operations["DeleteOpenIDConnectProvider"](sign_ins.studio.world.admin, request)
    else:
        browser.get("/console/sign-in/oidc/never")
        assert "no such sign-in" in refusal(browser)
        return
    browser.get(back)
    assert "no such sign-in" in refusal(browser)
    assert sign_ins.idp.posts == []


def test_a_role_of_another_account_trusts_nobody_of_ours(sign_ins: SignIns) -> None:
    elsewhere = "arn:aws:iam::444455556666:role/Web"
    with pytest.raises(Exception, match="is no role of account"):
        sign_ins.register("UpdateSignInProvider", RoleArn=elsewhere)


def test_a_trust_policy_may_ask_where_somebody_comes_from(sign_ins: SignIns) -> None:
    document = json.loads(trust_of(sign_ins.provider_arn, {f"{sign_ins.idp.name}:sub": "jane"}))
    document["Statement"][0]["Condition"]["IpAddress"] = {"aws:SourceIp": "127.0.0.1"}
    request = {"RoleName": "Web", "PolicyDocument": json.dumps(document)}
    iam.operations["UpdateAssumeRolePolicy"](sign_ins.studio.world.admin, request)
    refusal(sign_ins.sign_in(browser=sign_ins.studio.browser(source_ip="192.0.2.9")))
    browser = sign_ins.sign_in()
    assert is_in(browser)
    sign_ins.studio.world.clock.now += timedelta(seconds=61)
    browser.source_ip = "192.0.2.9"  # a cookie that was carried away
    assert not is_in(browser)
