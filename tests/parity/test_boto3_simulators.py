"""IAM's simulators, asked by an unmodified boto3 over the wire."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.support.live import Live

ALLOW = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::${aws:PrincipalTag/team}/*"}


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": statements})


def test_boto3_simulates_a_role_page_by_page(live: Live) -> None:
    iam = live.client("iam")
    trust = policy({"Effect": "Allow", "Principal": {"AWS": live.account}, "Action": "sts:AssumeRole"})
    tags = [{"Key": "team", "Value": "red"}]
    role = iam.create_role(RoleName="Simulated", AssumeRolePolicyDocument=trust, Tags=tags)["Role"]["Arn"]
    iam.get_waiter("role_exists").wait(RoleName="Simulated")
    iam.put_role_policy(RoleName="Simulated", PolicyName="read", PolicyDocument=policy(ALLOW))

    pages = iam.get_paginator("simulate_principal_policy").paginate(
        PolicySourceArn=role,
        ActionNames=["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
        ResourceArns=["arn:aws:s3:::red/a", "arn:aws:s3:::blue/a"],
        PaginationConfig={"PageSize": 1},
    )
    answers = list(pages)
    assert len(answers) == 3
    results = [result for answer in answers for result in answer["EvaluationResults"]]
    assert [result["EvalActionName"] for result in results] == ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"]
    each = {one["EvalResourceName"]: one["EvalResourceDecision"] for one in results[0]["ResourceSpecificResults"]}
    assert each == {"arn:aws:s3:::red/a": "allowed", "arn:aws:s3:::blue/a": "implicitDeny"}
    (matched,) = results[0]["ResourceSpecificResults"][0]["MatchedStatements"]
    assert (matched["SourcePolicyId"], matched["StartPosition"]) == ("read", {"Line": 1, "Column": 41})
    keys = iam.get_context_keys_for_principal_policy(PolicySourceArn=role)["ContextKeyNames"]
    assert keys == ["aws:PrincipalTag/team"]


def test_boto3_simulates_policies_that_nobody_has(live: Live) -> None:
    iam = live.client("iam")
    answer = iam.simulate_custom_policy(
        PolicyInputList=[policy(ALLOW)],
        ActionNames=["s3:GetObject"],
        ResourceArns=["arn:aws:s3:::red/a"],
        ContextEntries=[
            {"ContextKeyName": "aws:PrincipalTag/team", "ContextKeyValues": ["red"], "ContextKeyType": "string"}
        ],
    )
    (result,) = answer["EvaluationResults"]
    assert (result["EvalDecision"], result["EvalDecisionDetails"], answer["IsTruncated"]) == ("allowed", {}, False)
    keys = iam.get_context_keys_for_custom_policy(PolicyInputList=[policy(ALLOW)])["ContextKeyNames"]
    assert keys == ["aws:PrincipalTag/team"]
    with pytest.raises(iam.exceptions.InvalidInputException):
        iam.simulate_custom_policy(PolicyInputList=["{"], ActionNames=["s3:GetObject"])
    with pytest.raises(ClientError, match="NoSuchEntity"):
        iam.simulate_principal_policy(
            PolicySourceArn=f"arn:aws:iam::{live.account}:user/gone", ActionNames=["s3:GetObject"]
        )
