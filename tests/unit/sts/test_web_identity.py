"""AssumeRoleWithWebIdentity against a provider that really runs: what it takes, and every way in which it refuses."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest

from sealcanvas.crypto.base64url import encode
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.support.oidc import CLIENT, Provider
from tests.support.tokens import SigningKey, number, packed
from tests.unit.iam.asking import EVERYTHING, policy, root
from tests.unit.sts.sessions import ask_with, identity_of
from tests.unit.sts.web_world import OTHER, assume, make_web_role, register


def test_whom_the_provider_vouches_for_gets_a_session(
    instance: Instance, idp: Provider, role: str, clock: Clock
) -> None:
    answer = assume(instance, role, idp.token(clock(), amr=["pwd", "mfa"], email="jane@example.com"))
    role_id = root(instance)("iam:GetRole", RoleName="Web")["Role"]["RoleId"]
    session = f"arn:aws:sts::{ACCOUNT}:assumed-role/Web/session-1"
    assert answer["AssumedRoleUser"] == {"AssumedRoleId": f"{role_id}:session-1", "Arn": session}
    assert answer["Provider"] == f"arn:aws:iam::{ACCOUNT}:oidc-provider/{idp.name}"
    assert (answer["Audience"], answer["SubjectFromWebIdentityToken"]) == (CLIENT, "jane")
    assert "PackedPolicySize" not in answer
    assert answer["Credentials"]["Expiration"] == clock() + timedelta(hours=1)
    assert ask_with(instance, answer)("sts:GetCallerIdentity")["Arn"] == session
    assert dict(identity_of(instance, answer).context) == {
        "aws:TokenIssueTime": "2026-11-24T09:30:00Z",
        "aws:MultiFactorAuthPresent": "false",
        "aws:FederatedProvider": answer["Provider"],
        f"{idp.name}:aud": CLIENT,
        f"{idp.name}:oaud": CLIENT,
        f"{idp.name}:sub": "jane",
        f"{idp.name}:amr": ("pwd", "mfa"),
    }
    record = next(each for each in instance.trail.newest(9) if each["eventName"] == "AssumeRoleWithWebIdentity")
    assert record["userIdentity"] == {
        "type": "WebIdentityUser",
        "principalId": f"{answer['Provider']}:jane",
        "userName": "jane",
        "identityProvider": answer["Provider"],
    }
    assert (record["recipientAccountId"], record["resources"]) == (ACCOUNT, [{"ARN": role}])
    assert "HIDDEN" in record["requestParameters"]["WebIdentityToken"]


@pytest.mark.parametrize("algorithm", ["RS384", "RS512", "ES256", "ES384", "ES512"])
def test_every_algorithm_of_awss_list(
    instance: Instance, idp: Provider, role: str, clock: Clock, algorithm: str
) -> None:
    idp.keys = [SigningKey(), SigningKey("k2", algorithm)]
    assert assume(instance, role, idp.token(clock()))


@pytest.mark.parametrize(
    ("claims", "code", "message"),
    [
        ({"exp": 1764000000}, "ExpiredTokenException", r"must be before the expiration date/time 1764000000"),
        ({"exp": None}, "InvalidIdentityToken", "claim exp"),
        ({"exp": "1999999999"}, "InvalidIdentityToken", "claim exp"),
        ({"exp": 1999999999.5}, "InvalidIdentityToken", "claim exp"),
        ({"exp": True}, "InvalidIdentityToken", "claim exp"),
        ({"exp": 1 << 60}, "InvalidIdentityToken", "claim exp"),
        ({"iat": None}, "InvalidIdentityToken", "claim iat"),
        ({"iat": 1999999999}, "InvalidIdentityToken", "not valid yet"),
        ({"nbf": 1999999999}, "InvalidIdentityToken", "not valid yet"),
        ({"nbf": "now"}, "InvalidIdentityToken", "claim nbf"),
        ({"sub": None}, "InvalidIdentityToken", "claim sub"),
        ({"sub": ""}, "InvalidIdentityToken", "claim sub"),
        ({"sub": "x" * 256}, "InvalidIdentityToken", "claim sub"),
        ({"sub": 7}, "InvalidIdentityToken", "claim sub"),
        ({"aud": None}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"aud": "App"}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"aud": ["other", "others"]}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"aud": [7]}, "InvalidIdentityToken", "claim aud"),
        ({"aud": {"app": 1}}, "InvalidIdentityToken", "claim aud"),
        ({"azp": "other"}, "InvalidIdentityToken", "Incorrect token audience"),
        ({"azp": None, "amr": {"a": 1}}, "InvalidIdentityToken", "claim amr"),
        ({"iss": None}, "InvalidIdentityToken", "claim iss"),
        ({"iss": 7}, "InvalidIdentityToken", "claim iss"),
        (
            {"iss": "https://elsewhere.example"},
            "InvalidIdentityToken",
            "No OpenIDConnect provider found in your account for https://elsewhere.example$",
        ),
        ({"https://aws.amazon.com/tags": []}, "InvalidIdentityToken", "must be an object"),
        ({"https://aws.amazon.com/tags": {"principal_tags": {"a": ["1", "2"]}}}, "InvalidIdentityToken", "one text"),
        ({"https://aws.amazon.com/tags": {"principal_tags": {"a": 1}}}, "InvalidIdentityToken", "one text"),
        (
            {"https://aws.amazon.com/tags": {"principal_tags": {"a": "1", "A": "2"}}},
            "InvalidIdentityToken",
            "Duplicate tag keys",
        ),
        ({"https://aws.amazon.com/tags/principal_tags/aws:x": "1"}, "InvalidIdentityToken", "reserved"),
        ({"https://aws.amazon.com/tags/principal_tags/a": "x" * 257}, "InvalidIdentityToken", "tags.1.member.value"),
        (
            {f"https://aws.amazon.com/tags/principal_tags/k{n}": "" for n in range(51)},
            "InvalidIdentityToken",
            "less than or equal to 50",
        ),
        ({"https://aws.amazon.com/tags/transitive_tag_keys": ["a"]}, "InvalidIdentityToken", "must be included"),
        ({"https://aws.amazon.com/tags/transitive_tag_keys": [1]}, "InvalidIdentityToken", "must be texts"),
        ({"https://aws.amazon.com/source_identity": "j n"}, "InvalidIdentityToken", "sourceIdentity"),
        ({"https://aws.amazon.com/source_identity": 7}, "InvalidIdentityToken", "source identity"),
    ],
)
def test_tokens_that_say_the_wrong_thing(
    instance: Instance, idp: Provider, role: str, clock: Clock, claims: dict[str, Any], code: str, message: str
) -> None:
    with pytest.raises(ServiceError, match=message) as caught:
        assume(instance, role, idp.token(clock(), **claims))
    assert (caught.value.code, caught.value.status) == (code, 400)
    assert instance.trail.newest(1)[0]["errorCode"] == code


def test_a_token_counts_to_the_second_of_its_expiry(instance: Instance, idp: Provider, role: str, clock: Clock) -> None:
    token = idp.token(clock())
    clock.advance(seconds=599)
    assert assume(instance, role, token)
    clock.advance(seconds=1)
    with pytest.raises(errors.ExpiredTokenException):
        assume(instance, role, token)


def test_a_clock_that_is_a_little_ahead_is_forgiven(instance: Instance, idp: Provider, role: str, clock: Clock) -> None:
    assert assume(instance, role, idp.token(clock() + timedelta(seconds=60)))
    with pytest.raises(errors.InvalidIdentityToken, match="not valid yet"):
        assume(instance, role, idp.token(clock() + timedelta(seconds=61)))


def _unsigned(idp: Provider, clock: Clock) -> str:
    claims = idp.token(clock()).split(".")[1]
    return f"{packed({'alg': 'none'})}.{claims}."


def _hs256(idp: Provider, clock: Clock) -> str:
    """Signed by HMAC, with what everybody has as the secret: the public key as it stands in the key set."""
    claims = idp.token(clock()).split(".")[1]
    signed = f"{packed({'alg': 'HS256', 'kid': 'k1'})}.{claims}"
    secret = json.dumps(idp.keys[0].jwk()).encode()
    return f"{signed}.{encode(hmac.digest(secret, signed.encode(), hashlib.sha256))}"


@pytest.mark.parametrize("forge", [_unsigned, _hs256])
def test_tokens_of_forbidden_algorithms_are_none_and_the_provider_is_not_asked(
    instance: Instance, idp: Provider, role: str, clock: Clock, forge: Any
) -> None:
    with pytest.raises(errors.InvalidIdentityToken, match="The ID Token provided is not a valid JWT"):
        assume(instance, role, forge(idp, clock))
    assert idp.asked == []


@pytest.mark.parametrize("text", ["abcd", "a.b.c", "." * 5_000, "x" * 20_000, "eyJhbGciOiJSUzI1NiJ9" * 900 + ".e30.AA"])
def test_what_is_no_token(instance: Instance, role: str, text: str) -> None:
    with pytest.raises(errors.InvalidIdentityToken, match="not a valid JWT"):
        assume(instance, role, text)


def test_a_huge_token_breaks_the_model(instance: Instance, role: str) -> None:
    with pytest.raises(Exception, match="less than or equal to 20000"):
        assume(instance, role, "x" * 20_001)


def test_a_token_of_somebody_elses_key_under_the_same_name(
    instance: Instance, idp: Provider, role: str, clock: Clock
) -> None:
    genuine, idp.keys = idp.keys, [SigningKey(place=1)]
    forged = idp.token(clock())
    idp.keys = genuine
    with pytest.raises(errors.InvalidIdentityToken, match="Token signature invalid"):
        assume(instance, role, forged)


def test_one_account_does_not_trust_anothers_provider(instance: Instance, idp: Provider, clock: Clock) -> None:
    role = make_web_role(instance, register(instance, idp, OTHER))
    with pytest.raises(errors.InvalidIdentityToken, match="No OpenIDConnect provider found in your account"):
        assume(instance, role, idp.token(clock()))
    assert idp.asked == []
    register(instance, idp)
    with pytest.raises(errors.AccessDenied, match=r"^Not authorized to perform sts:AssumeRoleWithWebIdentity$"):
        assume(instance, role, idp.token(clock()))  # the trust policy names the other account's


@pytest.mark.parametrize(
    ("condition", "allowed"),
    [
        ({"StringEquals": {"{name}:aud": "app", "{name}:sub": "jane"}}, True),
        ({"StringEquals": {"{name}:sub": "joe"}}, False),
        ({"StringEquals": {"{name}:aud": "second"}}, False),
        ({"ForAnyValue:StringEquals": {"{name}:amr": "mfa"}}, True),
        ({"StringLike": {"{name}:email": "*@example.com"}}, True),
        ({"StringEquals": {"sts:RoleSessionName": "session-1"}}, True),
        ({"StringEquals": {"sts:RoleSessionName": "${{{name}:sub}}"}}, False),
        ({"ArnEquals": {"aws:FederatedProvider": f"arn:aws:iam::{ACCOUNT}:oidc-provider/{{name}}"}}, True),
        ({"StringEquals": {"aws:PrincipalType": "FederatedUser"}}, True),
        ({"Null": {"aws:username": "true", "aws:PrincipalArn": "true"}}, True),
    ],
)
def test_conditions_of_the_trust_policy(
    instance: Instance, idp: Provider, clock: Clock, condition: dict[str, Any], allowed: bool
) -> None:
    written = {
        operator: {
            key.replace("{name}", idp.name): value.replace("{{{name}", "{" + idp.name)
            .replace("}}", "}")
            .replace("{name}", idp.name)
            for key, value in keys.items()
        }
        for operator, keys in condition.items()
    }
    role = make_web_role(instance, register(instance, idp), condition=written)
    token = idp.token(clock(), amr=["pwd", "mfa"], email="jane@example.com")
    if allowed:
        assert assume(instance, role, token)
    else:
        with pytest.raises(errors.AccessDenied, match="Not authorized to perform") as caught:
            assume(instance, role, token)
        assert (caught.value.code, caught.value.status) == ("AccessDenied", 403)


def test_azp_is_the_audience_where_a_token_has_it(instance: Instance, idp: Provider, clock: Clock) -> None:
    keys = {f"{idp.name}:aud": "second", f"{idp.name}:oaud": "not-registered"}
    role = make_web_role(instance, register(instance, idp), condition={"StringEquals": keys})
    answer = assume(instance, role, idp.token(clock(), azp="second", aud="not-registered"))
    assert answer["Audience"] == "second"


def test_of_several_audiences_one_that_is_registered_counts(
    instance: Instance, idp: Provider, role: str, clock: Clock
) -> None:
    assert assume(instance, role, idp.token(clock(), aud=["other", "second"]))["Audience"] == "second"


def test_a_role_that_is_not_there_and_one_that_trusts_nobody_refuse_alike(
    instance: Instance, idp: Provider, role: str, clock: Clock
) -> None:
    trust = policy({"Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"})
    root(instance)("iam:CreateRole", RoleName="Closed", AssumeRolePolicyDocument=trust)
    said = set()
    for name in ("Closed", "Missing"):
        with pytest.raises(errors.AccessDenied) as caught:
            assume(instance, role.replace("Web", name), idp.token(clock()))
        said.add(caught.value.message)
    assert said == {"Not authorized to perform sts:AssumeRoleWithWebIdentity"}
    with pytest.raises(errors.ValidationError, match="is invalid"):
        assume(instance, f"arn:aws:iam::{ACCOUNT}:user/jane", idp.token(clock()))


def test_oauth_tokens_are_refused(instance: Instance, role: str) -> None:
    for name, code, status in (
        ("www.amazon.com", "InvalidIdentityToken", 400),
        ("graph.facebook.com", "IDPRejectedClaim", 403),
        ("accounts.google.com", "ValidationError", 400),
    ):
        with pytest.raises(ServiceError) as caught:
            assume(instance, role, "Atza|token", ProviderId=name)
        assert (caught.value.code, caught.value.status) == (code, status)


def test_session_policies_and_durations(instance: Instance, idp: Provider, clock: Clock) -> None:
    role = make_web_role(instance, register(instance, idp), MaxSessionDuration=7200)
    root(instance)("iam:PutRolePolicy", RoleName="Web", PolicyName="own", PolicyDocument=EVERYTHING)
    token = idp.token(clock())
    narrow = policy({"Action": "iam:ListRoles", "Resource": "*"})
    answer = assume(instance, role, token, Policy=narrow, DurationSeconds=7200)
    assert answer["PackedPolicySize"] == answer["SessionTokenUtilization"]
    assert answer["Credentials"]["Expiration"] == clock() + timedelta(hours=2)
    ask_with(instance, answer)("iam:ListRoles")
    with pytest.raises(Exception, match="no session policy allows"):
        ask_with(instance, answer)("iam:ListUsers")
    with pytest.raises(errors.ValidationError, match="exceeds the MaxSessionDuration"):
        assume(instance, role, token, DurationSeconds=7201)
    with pytest.raises(errors.MalformedPolicyDocument):
        assume(instance, role, token, Policy="{")
    assert len(assume(instance, role, token, MinimumSessionTokenSize=3_000)["Credentials"]["SessionToken"]) >= 3_000


NESTED = {"https://aws.amazon.com/tags": {"principal_tags": {"Team": ["blue"]}, "transitive_tag_keys": ["Team"]}}
FLAT = {
    "https://aws.amazon.com/tags/principal_tags/Team": "blue",
    "https://aws.amazon.com/tags/transitive_tag_keys": ["Team"],
}


@pytest.mark.parametrize("claims", [NESTED, FLAT], ids=["nested", "flat"])
def test_session_tags_and_source_identity_come_from_the_token(
    instance: Instance, idp: Provider, clock: Clock, claims: dict[str, Any]
) -> None:
    condition = {
        "StringEquals": {"aws:RequestTag/Team": "blue", "sts:SourceIdentity": "jane.doe"},
        "ForAllValues:StringEquals": {"aws:TagKeys": ["Team"], "sts:TransitiveTagKeys": ["Team"]},
    }
    role = make_web_role(
        instance, register(instance, idp), "sts:TagSession", "sts:SetSourceIdentity", condition=condition
    )
    asked = claims | {"https://aws.amazon.com/source_identity": "jane.doe"}
    answer = assume(instance, role, idp.token(clock(), **asked))
    assert answer["SourceIdentity"] == "jane.doe"
    assert answer["PackedPolicySize"] > 0
    identity = identity_of(instance, answer)
    assert identity.principal.tags == {"Team": "blue"}
    assert identity.context["aws:SourceIdentity"] == "jane.doe"

    # The chain goes on: tags that are transitive and the source identity stay, the provider's keys do not.
    trust = policy(
        {"Principal": {"AWS": role}, "Action": ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]}
    )
    next_role = root(instance)("iam:CreateRole", RoleName="Next", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    chained = ask_with(instance, answer)("sts:AssumeRole", RoleArn=next_role, RoleSessionName="chained")
    identity = identity_of(instance, chained)
    assert (identity.principal.tags, identity.context["aws:SourceIdentity"]) == ({"Team": "blue"}, "jane.doe")
    assert "aws:FederatedProvider" not in identity.context


@pytest.mark.parametrize(
    ("claims", "missing"),
    [(FLAT, "sts:TagSession"), ({"https://aws.amazon.com/source_identity": "jane"}, "sts:SetSourceIdentity")],
)
def test_tags_and_source_identity_need_the_trust_policys_permission(
    instance: Instance, idp: Provider, role: str, clock: Clock, claims: dict[str, Any], missing: str
) -> None:
    with pytest.raises(errors.AccessDenied, match=f"^Not authorized to perform {missing}$"):
        assume(instance, role, idp.token(clock(), **claims))


def test_what_the_session_does_is_decided_by_the_providers_keys(
    instance: Instance, idp: Provider, clock: Clock
) -> None:
    role = make_web_role(instance, register(instance, idp))
    mine = policy(
        {"Action": "iam:ListRoles", "Resource": "*", "Condition": {"StringEquals": {f"{idp.name}:sub": "jane"}}},
        {"Action": "iam:ListUsers", "Resource": "*", "Condition": {"Null": {f"{idp.name}:email": "false"}}},
    )
    root(instance)("iam:PutRolePolicy", RoleName="Web", PolicyName="own", PolicyDocument=mine)
    jane, joe = (assume(instance, role, idp.token(clock(), sub=sub, email="a@b")) for sub in ("jane", "joe"))
    ask_with(instance, jane)("iam:ListRoles")
    for answer, operation in ((joe, "iam:ListRoles"), (jane, "iam:ListUsers")):  # the e-mail address does not stay
        with pytest.raises(Exception, match="no identity-based policy allows"):
            ask_with(instance, answer)(operation)


def test_a_token_too_full_of_tags(instance: Instance, idp: Provider, clock: Clock) -> None:
    role = make_web_role(instance, register(instance, idp), "sts:TagSession")
    tags = {
        f"https://aws.amazon.com/tags/principal_tags/k{n}": number(int.from_bytes(hashlib.sha512(bytes([n])).digest()))
        for n in range(50)
    }
    with pytest.raises(errors.PackedPolicyTooLarge):
        assume(instance, role, idp.token(clock(), **tags))
