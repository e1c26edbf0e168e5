"""The doctor's questions, asked by an unmodified boto3 over the wire, beside real calls."""

import json
from typing import Any

from tests.support.live import Live


def policy(*statements: dict[str, Any]) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def test_boto3_asks_before_and_after_a_key_policy_is_put(live: Live) -> None:
    doctor, kms, iam = (live.client(name) for name in ("sealcanvas", "kms", "iam"))
    trust = policy({"Principal": {"AWS": live.account}, "Action": "sts:AssumeRole"})
    role = iam.create_role(RoleName="Reviewed", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    key = kms.create_key()["KeyMetadata"]["Arn"]
    old = json.loads(kms.get_key_policy(KeyId=key)["Policy"])
    via_s3 = {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}
    more = {
        "Effect": "Allow",
        "Principal": {"AWS": role},
        "Action": "kms:Decrypt",
        "Resource": "*",
        "Condition": via_s3,
    }
    text = json.dumps(old | {"Statement": [*old["Statement"], more]})

    question = {"Principal": role, "Action": "kms:Decrypt", "Resource": key}
    assert not doctor.simulate_access(**question, ViaServices=["s3"])["Decision"]["Allowed"]
    draft = [{"Document": key, "Policy": text}]
    assert doctor.simulate_access(**question, ViaServices=["s3"], Drafts=draft)["Decision"]["Allowed"]
    assert not doctor.simulate_access(**question, Drafts=draft)["Decision"]["Allowed"]
    (opened,) = doctor.review_policy_change(Document=key, Policy=text)["Opened"]
    assert (opened["Principal"], opened["ViaServices"]) == (role, ["s3.us-east-1.amazonaws.com"])

    kms.put_key_policy(KeyId=key, Policy=text)
    assert doctor.simulate_access(**question, ViaServices=["s3"])["Decision"]["Allowed"]
    pages = doctor.get_paginator("who_can_use").paginate(Resource=key, PaginationConfig={"PageSize": 1})
    found = {each["Principal"]: each["Actions"] for page in pages for each in page["Principals"]}
    (decrypt,) = found[role]
    assert (decrypt["Certainty"], decrypt["Path"]) == ("Conditional", "ResourcePolicy")
    assert decrypt["Conditions"][0]["Key"] == "kms:ViaService"
    assert f"arn:aws:iam::{live.account}:user/administrator" in found


def test_boto3_sees_the_findings_of_a_policy_in_a_header(live: Live) -> None:
    iam = live.client("iam")
    trust = policy({"Principal": {"Service": "forecast.amazonaws.com"}, "Action": "sts:AssumeRole"})
    answer = iam.create_role(RoleName="Found", AssumeRolePolicyDocument=trust)
    headers = answer["ResponseMetadata"]["HTTPHeaders"]
    assert headers["x-sealcanvas-policy-findings"] == "1 (confused-deputy)"
    assert "x-sealcanvas-policy-findings" not in iam.get_role(RoleName="Found")["ResponseMetadata"]["HTTPHeaders"]
