"""The keys of identity providers: fetched when they are needed, kept for a while, and from no doubtful place."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from sealcanvas.sts.provider_keys import KEPT_SECONDS, RETRY_SECONDS
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.support.oidc import CLIENT, Answer, Provider, provider
from tests.support.tokens import SigningKey
from tests.unit.iam.asking import root
from tests.unit.sts.web_world import NO_KEY, Seconds, assume, make_web_role, register


def test_a_deleted_provider_and_a_removed_client_count_at_once(
    instance: Instance, idp: Provider, role: str, clock: Clock
) -> None:
    on = {"OpenIDConnectProviderArn": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{idp.name}"}
    assert assume(instance, role, idp.token(clock()))
    root(instance)("iam:RemoveClientIDFromOpenIDConnectProvider", **on, ClientID=CLIENT)
    with pytest.raises(errors.InvalidIdentityToken, match="Incorrect token audience"):
        assume(instance, role, idp.token(clock()))
    root(instance)("iam:DeleteOpenIDConnectProvider", **on)
    with pytest.raises(errors.InvalidIdentityToken, match="No OpenIDConnect provider"):
        assume(instance, role, idp.token(clock(), aud="second"))


def test_a_rotated_key_is_fetched_and_an_unknown_one_asked_for_once_in_a_while(
    instance: Instance, idp: Provider, role: str, clock: Clock, seconds: Seconds
) -> None:
    for _ in range(3):
        assert assume(instance, role, idp.token(clock()))
    assert idp.asked == [idp.discovery_path, idp.keys_path]
    seconds.now += RETRY_SECONDS
    idp.keys = [*idp.keys, SigningKey("k2", place=1)]
    assert assume(instance, role, idp.token(clock()))
    assert len(idp.asked) == 4
    stranger, idp.keys = SigningKey("k3", place=1), idp.keys[1:]
    for _ in range(3):
        with pytest.raises(errors.InvalidIdentityToken, match=NO_KEY):
            assume(instance, role, stranger.token({"iss": idp.url}))
    assert len(idp.asked) == 4  # a flood of unknown names is no flood at the provider
    seconds.now += RETRY_SECONDS
    with pytest.raises(errors.InvalidIdentityToken, match=NO_KEY):
        assume(instance, role, stranger.token({"iss": idp.url}))
    assert len(idp.asked) == 6


def test_a_withdrawn_key_counts_no_longer_than_keys_are_kept(
    instance: Instance, idp: Provider, role: str, clock: Clock, seconds: Seconds
) -> None:
    token = idp.token(clock())
    assert assume(instance, role, token)
    idp.keys = [SigningKey("k2", place=1)]
    seconds.now += KEPT_SECONDS - 1
    assert assume(instance, role, token)
    seconds.now += 1
    with pytest.raises(errors.InvalidIdentityToken, match=NO_KEY):
        assume(instance, role, token)


@pytest.mark.parametrize(
    ("where", "answer"),
    [
        ("discovery", Answer(500)),
        ("discovery", Answer(404)),
        ("discovery", Answer(body=b"[]")),
        ("discovery", Answer(body=b"{")),
        ("discovery", Answer(body=b"{}" + b" " * 262_143)),
        ("discovery", Answer(302, headers={"Location": "http://127.0.0.1:1/"})),
        ("discovery", Answer(body=b'{"issuer":"https://elsewhere.example","jwks_uri":"https://elsewhere.example"}')),
        ("keys", Answer(500)),
        ("keys", Answer(301, headers={"Location": "https://elsewhere.example/keys"})),
        ("keys", Answer(body=b"{}")),
        ("keys", Answer(body=b'{"keys":[]}')),
        ("keys", Answer(body=b'{"keys":[7]}')),
        ("keys", Answer(body=b'{"keys":' + b"[" * 50_000)),
        ("keys", Answer(body=json.dumps({"keys": [{"kty": "RSA"}] * 101}).encode())),
    ],
)
def test_a_provider_that_answers_something_else_has_no_key(
    instance: Instance, idp: Provider, role: str, clock: Clock, seconds: Seconds, where: str, answer: Answer
) -> None:
    path = idp.discovery_path if where == "discovery" else idp.keys_path
    idp.instead[path] = answer
    for _ in range(2):
        with pytest.raises(errors.InvalidIdentityToken, match=NO_KEY):
            assume(instance, role, idp.token(clock()))
    assert idp.asked.count(path) == 1  # what failed is asked for once in a while
    idp.instead.clear()
    seconds.now += RETRY_SECONDS
    assert assume(instance, role, idp.token(clock()))


@pytest.mark.parametrize(
    "url", ["http://10.0.0.1/keys", "ftp://127.0.0.1/", "https://", "file:///etc/passwd", "x", 7, None]
)
def test_keys_are_fetched_from_no_doubtful_place(
    instance: Instance, idp: Provider, role: str, clock: Clock, url: Any
) -> None:
    idp.configuration["jwks_uri"] = url
    with pytest.raises(errors.InvalidIdentityToken, match=NO_KEY):
        assume(instance, role, idp.token(clock()))
    assert idp.asked == [idp.discovery_path]


def test_a_provider_that_is_down(instance: Instance, clock: Clock) -> None:
    with provider() as gone:
        role = make_web_role(instance, register(instance, gone))
        token = gone.token(clock())
    with pytest.raises(errors.IDPCommunicationError) as caught:
        assume(instance, role, token)
    assert (caught.value.code, caught.value.status) == ("IDPCommunicationError", 400)


def test_nobody_waits_while_a_provider_is_asked(instance: Instance, idp: Provider, role: str, clock: Clock) -> None:
    idp.instead[idp.discovery_path] = Answer(body=json.dumps(idp.configuration).encode(), delay=1.0)
    with ThreadPoolExecutor(1) as others:
        waiting = others.submit(assume, instance, role, idp.token(clock()))
        while not idp.asked:
            time.sleep(0.01)
        for _ in range(3):
            root(instance)("iam:TagOpenIDConnectProvider", OpenIDConnectProviderArn=_arn(idp), Tags=[])
        assert not waiting.done()  # what others write is written meanwhile
        assert waiting.result()["SubjectFromWebIdentityToken"] == "jane"


def test_many_at_once_ask_the_provider_once(instance: Instance, idp: Provider, role: str, clock: Clock) -> None:
    idp.instead[idp.discovery_path] = Answer(body=json.dumps(idp.configuration).encode(), delay=0.3)
    token = idp.token(clock())
    with ThreadPoolExecutor(6) as many:
        answers = list(many.map(lambda _: assume(instance, role, token), range(6)))
    assert len({answer["Credentials"]["AccessKeyId"] for answer in answers}) == 6
    assert idp.asked == [idp.discovery_path, idp.keys_path]


def _arn(idp: Provider) -> str:
    return f"arn:aws:iam::{ACCOUNT}:oidc-provider/{idp.name}"
