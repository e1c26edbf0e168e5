"""STS through an unmodified boto3: web identities of a provider that runs, users' own sessions, federated users."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import boto3
import pytest
from botocore import UNSIGNED
from botocore.config import Config
from botocore.credentials import AssumeRoleWithWebIdentityProvider
from botocore.exceptions import ClientError
from urllib3 import PoolManager

from tests.support.live import Live
from tests.support.oidc import CLIENT, Provider, authority, provider


def document(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)})


def unsigned(live: Live) -> Any:
    """An STS client that has no credentials at all."""
    client = boto3.Session(region_name=live.environment["AWS_DEFAULT_REGION"]).client(
        "sts",
        endpoint_url=live.environment["AWS_ENDPOINT_URL"],
        verify=live.environment.get("AWS_CA_BUNDLE"),
        config=Config(signature_version=UNSIGNED, retries={"total_max_attempts": 1}),
    )
    live.clients.append(client)
    return client


def web_role(live: Live, idp: Provider, **members: Any) -> str:
    """A role that the provider's jane may assume, and may use to list buckets."""
    iam, name = live.client("iam"), f"Web-{uuid4().hex[:8]}"
    arn = iam.create_open_id_connect_provider(Url=idp.url, ClientIDList=[CLIENT], **members)["OpenIDConnectProviderArn"]
    trust = {
        "Effect": "Allow",
        "Principal": {"Federated": arn},
        "Action": "sts:AssumeRoleWithWebIdentity",
        "Condition": {"StringEquals": {f"{idp.name}:aud": CLIENT, f"{idp.name}:sub": "jane"}},
    }
    role = iam.create_role(RoleName=name, AssumeRolePolicyDocument=document(trust))["Role"]["Arn"]
    mine = {"Effect": "Allow", "Action": "s3:ListAllMyBuckets", "Resource": "*"}
    iam.put_role_policy(RoleName=name, PolicyName="own", PolicyDocument=document(mine))
    return str(role)


def error_of(caught: pytest.ExceptionInfo[ClientError]) -> tuple[str, int]:
    response: dict[str, Any] = caught.value.response
    return response["Error"]["Code"], response["ResponseMetadata"]["HTTPStatusCode"]


def test_a_web_identity_assumes_a_role_without_any_credentials(live: Live) -> None:
    sts = unsigned(live)
    with provider(path="/realms/east") as idp:
        role = web_role(live, idp)
        answer = sts.assume_role_with_web_identity(
            RoleArn=role, RoleSessionName="jane", WebIdentityToken=idp.token(), DurationSeconds=900
        )
        assert answer["Provider"] == f"arn:aws:iam::{live.account}:oidc-provider/{idp.name}"
        assert (answer["SubjectFromWebIdentityToken"], answer["Audience"]) == ("jane", CLIENT)
        session = live.client("sts", answer["Credentials"]).get_caller_identity()
        assert session["Arn"] == answer["AssumedRoleUser"]["Arn"]
        assert "Buckets" in live.client("s3", answer["Credentials"]).list_buckets()
        for claims, code, status in (
            ({"sub": "joe"}, "AccessDenied", 403),
            ({"aud": "other"}, "InvalidIdentityToken", 400),
            ({"exp": 1}, "ExpiredTokenException", 400),
            ({"iss": f"{idp.url}/"}, "InvalidIdentityToken", 400),
        ):
            with pytest.raises(ClientError) as caught:
                sts.assume_role_with_web_identity(
                    RoleArn=role, RoleSessionName="jane", WebIdentityToken=idp.token(**claims)
                )
            assert error_of(caught) == (code, status)
    assert idp.asked == [idp.discovery_path, idp.keys_path]


def test_a_provider_over_tls_is_known_by_its_thumbprint(live: Live, tmp_path: Path) -> None:
    ca = authority(tmp_path)
    with provider(ca.server) as idp:
        role = web_role(live, idp)  # boto3 sends no thumbprint: the server's own is fetched
        asked = {"RoleArn": role, "RoleSessionName": "jane", "WebIdentityToken": idp.token()}
        assert unsigned(live).assume_role_with_web_identity(**asked)["Credentials"]
        arn = f"arn:aws:iam::{live.account}:oidc-provider/{idp.name}"
        live.client("iam").update_open_id_connect_provider_thumbprint(
            OpenIDConnectProviderArn=arn, ThumbprintList=["00" * 20]
        )
        with pytest.raises(ClientError, match="HTTPS certificate doesn't match configured thumbprint") as caught:
            unsigned(live).assume_role_with_web_identity(**asked)
        assert error_of(caught) == ("InvalidIdentityToken", 400)


def test_a_provider_that_is_down_is_worth_another_try(live: Live) -> None:
    with provider() as idp:
        role, token = web_role(live, idp), idp.token()
    with pytest.raises(ClientError) as caught:
        unsigned(live).assume_role_with_web_identity(RoleArn=role, RoleSessionName="jane", WebIdentityToken=token)
    assert error_of(caught) == ("IDPCommunicationError", 400)


def test_a_token_file_is_all_that_an_application_needs(live: Live, tmp_path: Path) -> None:
    """As a pod on a cluster does it: role and token file from the environment, nothing else."""
    with provider() as idp:
        role = web_role(live, idp)
        (tmp_path / "token").write_text(idp.token())
        found = AssumeRoleWithWebIdentityProvider(
            load_config=lambda: {
                "profiles": {"default": {"role_arn": role, "web_identity_token_file": str(tmp_path / "token")}}
            },
            client_creator=lambda *_args, **_more: unsigned(live),
            profile_name="default",
            cache={},
        ).load()
        frozen = found.get_frozen_credentials()
    credentials = {
        "AccessKeyId": frozen.access_key,
        "SecretAccessKey": frozen.secret_key,
        "SessionToken": frozen.token,
    }
    assert live.client("sts", credentials).get_caller_identity()["Account"] == live.account


def test_whatever_signature_comes_along_has_no_part_in_it(live: Live) -> None:
    """Some clients sign, or send the session token that they happen to have; AWS looks at the web identity alone."""
    with provider() as idp:
        form = {"Action": "AssumeRoleWithWebIdentity", "Version": "2011-06-15", "RoleSessionName": "jane"}
        form |= {"RoleArn": web_role(live, idp), "WebIdentityToken": idp.token()}
        scope = "AKIAAAAAAAAAAAAAAAAA/20261124/us-east-1/sts/aws4_request"
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature={'0' * 64}",
            "X-Amz-Security-Token": "none",
        }
        with PoolManager() as http:
            url = live.environment["AWS_ENDPOINT_URL"]
            answer = http.request("POST", url, headers=headers, body=urlencode(form))
    assert (answer.status, b"<SubjectFromWebIdentityToken>jane<" in answer.data) == (200, True)


def test_other_operations_still_need_a_signature(live: Live) -> None:
    for name in ("get_caller_identity", "get_session_token"):
        with pytest.raises(ClientError) as caught:
            getattr(unsigned(live), name)()
        assert error_of(caught) == ("MissingAuthenticationToken", 403)


def test_a_users_own_session_works_but_not_at_iam(live: Live) -> None:
    sts = live.client("sts")
    credentials = sts.get_session_token(DurationSeconds=900)["Credentials"]
    own = live.client("sts", credentials)
    assert own.get_caller_identity() | {"ResponseMetadata": 0} == sts.get_caller_identity() | {"ResponseMetadata": 0}
    assert live.client("kms", credentials).list_keys()
    with pytest.raises(ClientError) as caught:
        live.client("iam", credentials).list_roles()
    assert error_of(caught) == ("InvalidClientTokenId", 403)
    with pytest.raises(ClientError, match="Cannot call GetSessionToken with session credentials") as caught:
        own.get_session_token()
    assert error_of(caught) == ("AccessDenied", 403)


def test_a_federated_user_has_what_it_was_given_and_what_a_bucket_gives_it(live: Live) -> None:
    bucket, s3, sts = f"federated-{uuid4().hex[:8]}", live.client("s3"), live.client("sts")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"v")
    narrow = document({"Effect": "Allow", "Action": "s3:ListBucket", "Resource": f"arn:aws:s3:::{bucket}"})
    narrowed = sts.get_federation_token(Name="bob", Policy=narrow, Tags=[{"Key": "Team", "Value": "blue"}])
    bare = sts.get_federation_token(Name="carol")
    assert narrowed["FederatedUser"]["Arn"] == f"arn:aws:sts::{live.account}:federated-user/bob"
    bob, carol = (live.client("s3", answer["Credentials"]) for answer in (narrowed, bare))
    assert bob.list_objects_v2(Bucket=bucket)["KeyCount"] == 1
    for client in (bob, carol):
        with pytest.raises(ClientError, match="no session policy allows the s3:GetObject action"):
            client.get_object(Bucket=bucket, Key="k")
    given = {
        "Effect": "Allow",
        "Principal": {"AWS": bare["FederatedUser"]["Arn"]},
        "Action": "s3:GetObject",
        "Resource": f"arn:aws:s3:::{bucket}/*",
    }
    s3.put_bucket_policy(Bucket=bucket, Policy=document(given))
    assert carol.get_object(Bucket=bucket, Key="k")["Body"].read() == b"v"
    with pytest.raises(ClientError):
        bob.get_object(Bucket=bucket, Key="k")


def test_a_denials_request_id_is_the_message_to_decode(live: Live) -> None:
    iam, name = live.client("iam"), f"user-{uuid4().hex[:8]}"
    iam.create_user(UserName=name)
    key = iam.create_access_key(UserName=name)["AccessKey"]
    with pytest.raises(ClientError) as caught:
        live.client("kms", key).list_keys()
    message = live.client("sts").decode_authorization_message(
        EncodedMessage=caught.value.response["ResponseMetadata"]["HTTPHeaders"]["x-sealcanvas-decision-id"]
    )
    context = json.loads(message["DecodedMessage"])["context"]
    assert (context["principal"]["name"], context["action"]) == (name, "kms:ListKeys")
    assert live.client("sts").get_access_key_info(AccessKeyId=key["AccessKeyId"])["Account"] == live.account
