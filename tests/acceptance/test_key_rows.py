"""Rows of KEYS' table and of the mission that can be seen from outside: who may, by what, and who says no."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import CANARY, Team, allow, document
from tests.support.live import Live


@pytest.fixture(scope="module")
def team(live: Live) -> Team:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    return team


def error_of(caught: pytest.ExceptionInfo[ClientError]) -> dict[str, Any]:
    error: dict[str, Any] = caught.value.response["Error"]
    return error


def test_the_domain_has_a_grant_for_its_volume_and_without_it_no_app_starts(live: Live) -> None:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    kms = team.client("kms")
    (grant,) = kms.list_grants(KeyId=team.keys["domain"])["Grants"]
    assert grant["GranteeServicePrincipal"] == "sagemaker.amazonaws.com"
    assert grant["Constraints"]["SourceArn"].endswith(f":domain/{team.domain_id}")
    kms.revoke_grant(KeyId=team.keys["domain"], GrantId=grant["GrantId"])
    app = team.create_app("after")
    assert app["Status"] == "Failed"
    for word in ("kms:Decrypt", team.keys["domain"], "sagemaker.amazonaws.com"):
        assert word in app["FailureReason"]


@pytest.mark.parametrize(
    ("key_id", "words"),
    [
        ("arn:aws:kms:us-east-1:111122223333:key/00000000-0000-0000-0000-000000000000", "key"),
        ("arn:aws:kms:eu-west-1:{account}:key/00000000-0000-0000-0000-000000000000", "region"),
        ("arn:aws:s3:::a-bucket", "arn:aws:s3:::a-bucket"),
    ],
)
def test_a_wrong_key_is_refused_at_once_with_a_reason(team: Team, key_id: str, words: str) -> None:
    with pytest.raises(ClientError) as caught:
        team.client("sagemaker").create_domain(
            DomainName="never",
            AuthMode="IAM",
            KmsKeyId=key_id.format(account=team.live.account),
            DefaultUserSettings={"ExecutionRole": team.role_arn},
        )
    assert error_of(caught)["Code"] in ("ValidationException", "AccessDeniedException")
    assert words.lower() in error_of(caught)["Message"].lower()


def test_an_import_is_copied_under_key_two_and_its_preview_lies_under_key_one(team: Team) -> None:
    dataset = team.import_dataset("churn.csv")
    assert dataset["Status"] == "Ready", dataset
    assert dataset["SSEKMSKeyId"] == team.keys["storage"]
    prefix = f"s3://sagemaker-us-east-1-{team.live.account}/Canvas/ana/"
    assert dataset["S3Uri"].startswith(prefix)
    assert [column["Name"] for column in dataset["Columns"]] == ["amount", "都市", "churn"]
    client = team.client("sealcanvas")
    assert len(client.preview_dataset(DatasetId=dataset["DatasetId"])["Rows"]) == 100
    kms = team.client("kms")
    kms.disable_key(KeyId=team.keys["domain"])
    client.update_data_key_cache(Seconds=0, Uses=0)
    with pytest.raises(ClientError, match="disabled"):
        client.preview_dataset(DatasetId=dataset["DatasetId"])
    kms.enable_key(KeyId=team.keys["domain"])
    client.update_data_key_cache(Seconds=5, Uses=1000)
    report = client.verify_store(Search=[CANARY])
    assert report["Summary"]["FoundCount"] == report["Summary"]["UnsealedCount"] == 0
    assert {f["KeyArn"] for f in report["Files"] if f["Format"] == "volume file"} >= {team.keys["domain"]}


def test_the_cause_of_a_failed_import_is_told_exactly(team: Team) -> None:
    kms, s3 = team.client("kms"), team.client("s3")
    team.let("input", role=False)
    failed = team.import_dataset("churn.csv")
    assert failed["FailureCause"] == "KeyNotPermitted"
    assert "kms:Decrypt" in failed["FailureReason"]
    team.let("input")
    kms.disable_key(KeyId=team.keys["input"])
    assert team.import_dataset("churn.csv")["FailureCause"] == "KeyDisabled"
    kms.schedule_key_deletion(KeyId=team.keys["input"])
    assert team.import_dataset("churn.csv")["FailureCause"] == "KeyPendingDeletion"
    kms.cancel_key_deletion(KeyId=team.keys["input"])
    kms.enable_key(KeyId=team.keys["input"])
    s3.put_object(Bucket=team.bucket, Key="junk.csv", Body=b"\x00\x01\x02" * 100)
    assert team.import_dataset("junk.csv")["FailureCause"] == "UnreadableFile"


def test_an_identity_policy_alone_needs_a_key_policy_that_enables_iam(team: Team) -> None:
    iam, kms = team.client("iam"), team.client("kms")
    use = {"Effect": "Allow", "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"}
    iam.put_role_policy(RoleName=team.name, PolicyName="keys", PolicyDocument=document(use))
    team.let("input", role=False)
    assert team.import_dataset("churn.csv")["Status"] == "Ready"
    only_admin = allow(f"arn:aws:iam::{team.live.account}:user/administrator", "kms:*")
    kms.put_key_policy(KeyId=team.keys["input"], PolicyName="default", Policy=document(only_admin))
    failed = team.import_dataset("churn.csv")
    assert failed["FailureCause"] == "KeyNotPermitted"
    assert "because no resource-based policy allows the kms:Decrypt action" in failed["FailureReason"]
    iam.delete_role_policy(RoleName=team.name, PolicyName="keys")
    team.let("input")


def test_passing_a_role_on_needs_leave(team: Team) -> None:
    iam = team.client("iam")
    name = f"{team.name}-nobody"
    iam.create_user(UserName=name)
    secret = iam.create_access_key(UserName=name)["AccessKey"]
    sagemaker_only = {"Effect": "Allow", "Action": "sagemaker:*", "Resource": "*"}
    iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=document(sagemaker_only))
    nobody = team.live.client("sagemaker", secret)
    with pytest.raises(ClientError, match="iam:PassRole") as caught:
        nobody.create_domain(DomainName="x", AuthMode="IAM", DefaultUserSettings={"ExecutionRole": team.role_arn})
    assert error_of(caught)["Code"] == "AccessDeniedException"


def test_a_refused_call_is_explained_with_a_mend_that_works(team: Team) -> None:
    sts, kms = team.client("sts"), team.client("kms")
    session = sts.assume_role(RoleArn=team.role_arn, RoleSessionName="explain")["Credentials"]
    role = team.live.client("kms", session)
    team.let("storage", role=False)
    with pytest.raises(ClientError) as caught:
        role.generate_data_key(KeyId=team.keys["storage"], KeySpec="AES_256")
    request_id = caught.value.response["ResponseMetadata"]["RequestId"]
    decision = team.client("sealcanvas").explain_decision(DecisionId=request_id)["Decision"]
    assert decision["Message"] == error_of(caught)["Message"]
    statement = json.loads(decision["Mend"]["Statement"])
    policy = json.loads(kms.get_key_policy(KeyId=team.keys["storage"])["Policy"])
    mended = document(*policy["Statement"], statement)
    kms.put_key_policy(KeyId=team.keys["storage"], PolicyName="default", Policy=mended)
    assert role.generate_data_key(KeyId=team.keys["storage"], KeySpec="AES_256")["KeyId"] == team.keys["storage"]
    team.let("storage")
