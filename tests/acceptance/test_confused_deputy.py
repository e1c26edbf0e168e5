"""A role that trusts our services for another account only: the refusal of one of them leads to the condition."""

import json

import pytest
from botocore.exceptions import ClientError

from tests.acceptance.team import Team
from tests.support.live import Live


def test_a_service_that_may_not_assume_a_role_names_the_decision_of_its_trust_policy(live: Live) -> None:
    team = Team(live)
    team.set_up()
    team.set_up_domain()
    elsewhere = {
        "Effect": "Allow",
        "Principal": {"Service": "sagemaker.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"aws:SourceAccount": "999999999999"}},
    }
    trust = json.dumps({"Version": "2012-10-17", "Statement": [elsewhere]})
    team.client("iam").update_assume_role_policy(RoleName=team.name, PolicyDocument=trust)
    with pytest.raises(ClientError) as caught:
        team.import_dataset("churn.csv")
    refused = caught.value.response
    assert refused["Error"]["Code"] == "ValidationException"
    assert refused["Error"]["Message"].startswith(f"Could not assume role {team.role_arn}.")
    decision_id = refused["ResponseMetadata"]["HTTPHeaders"]["x-sealcanvas-decision-id"]
    told = team.client("sealcanvas").explain_decision(DecisionId=decision_id)["Decision"]
    assert (told["Allowed"], told["Action"], told["Resource"]) == (False, "sts:AssumeRole", team.role_arn)
    [layer] = [layer for layer in told["Layers"] if layer["Layer"] == "trust"]
    assert (layer["Outcome"], layer["StatementIndex"]) == ("no-match", 0)
    failed = f'StringEquals aws:SourceAccount "999999999999" (the request carries "{live.account}")'
    assert failed in layer["Explanation"]
