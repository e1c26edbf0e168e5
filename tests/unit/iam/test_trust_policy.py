import json
from urllib.parse import unquote

import pytest

from sealcanvas.iam import errors
from sealcanvas.iam.roles import find_role
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import make_role, make_user, policy, root, trusting

SAGEMAKER = trusting({"Service": "sagemaker.amazonaws.com"})


def _shown(instance: Instance, name: str) -> dict[str, object]:
    role = root(instance)("iam:GetRole", RoleName=name)["Role"]
    shown: dict[str, object] = json.loads(unquote(role["AssumeRolePolicyDocument"]))["Statement"][0]["Principal"]
    return shown


def test_a_principal_made_again_is_shown_as_the_id_of_the_old_one(instance: Instance) -> None:
    ask = root(instance)
    jane = make_role(instance, "Jane", SAGEMAKER)
    old = ask("iam:GetRole", RoleName="Jane")["Role"]["RoleId"]
    make_role(instance, "Guarded", trusting({"AWS": [jane, ACCOUNT]}))
    assert _shown(instance, "Guarded") == {"AWS": [jane, ACCOUNT]}
    ask("iam:DeleteRole", RoleName="Jane")
    assert _shown(instance, "Guarded") == {"AWS": [old, ACCOUNT]}
    make_role(instance, "Jane", SAGEMAKER)
    assert _shown(instance, "Guarded") == {"AWS": [old, ACCOUNT]}


def test_a_condition_keeps_the_arn_that_its_principal_lost(instance: Instance) -> None:
    ask = root(instance)
    jane = make_user(instance, "jane")
    make_role(instance, "R", trusting({"AWS": jane.arn}, Condition={"ArnEquals": {"aws:PrincipalArn": jane.arn}}))
    ask("iam:DeleteUser", UserName="jane")
    role = find_role(instance, f"arn:aws:iam::{ACCOUNT}:role/R")
    assert role is not None
    statement = json.loads(role.trust.document.text)["Statement"][0]
    assert statement["Principal"] == {"AWS": jane.principal_id}
    assert statement["Condition"] == {"ArnEquals": {"aws:PrincipalArn": jane.arn}}


def test_a_unique_id_is_shown_as_the_arn_it_belongs_to(instance: Instance) -> None:
    jane = make_user(instance, "jane")
    make_role(instance, "R", trusting({"AWS": jane.principal_id}))
    assert _shown(instance, "R") == {"AWS": jane.arn}


@pytest.mark.parametrize(
    "principal",
    [
        {"AWS": f"arn:aws:iam::{ACCOUNT}:role/Nobody"},
        {"AWS": f"arn:aws:iam::{ACCOUNT}:user/nobody"},
        {"AWS": f"arn:aws:sts::{ACCOUNT}:assumed-role/Nobody/session"},
        {"AWS": "AROAAAAAAAAAAAAAAAAAA"},
    ],
)
def test_a_principal_must_exist(instance: Instance, principal: dict[str, str]) -> None:
    with pytest.raises(errors.MalformedPolicyDocument) as caught:
        make_role(instance, "R", trusting(principal))
    assert caught.value.message == f'Invalid principal in policy: "AWS":"{principal["AWS"]}"'
    assert caught.value.status == 400


def test_text_that_is_no_policy_is_refused_with_its_place(instance: Instance) -> None:
    broken = '{\n "Version": "2012-10-17",\n "Statement": [\n  {"Effect": "Allow" "Action": "sts:AssumeRole"}\n ]\n}'
    with pytest.raises(errors.MalformedPolicyDocument, match=r"(?i)line 4") as caught:
        root(instance)("iam:CreateRole", RoleName="R", AssumeRolePolicyDocument=broken)
    assert caught.value.code == "MalformedPolicyDocument"


def test_length_is_counted_without_white_space(instance: Instance) -> None:
    ask = root(instance)
    make_role(instance, "R", SAGEMAKER)
    fitting = policy(SAGEMAKER | {"Action": "sts:AssumeRole"}).replace(" ", " " * 400)
    ask("iam:UpdateAssumeRolePolicy", RoleName="R", PolicyDocument=fitting)
    many = [f"arn:aws:iam::{account}:root" for account in range(100000000000, 100000000080)]
    with pytest.raises(errors.LimitExceeded, match="ACLSizePerRole: 2048"):
        ask(
            "iam:UpdateAssumeRolePolicy",
            RoleName="R",
            PolicyDocument=policy(trusting({"AWS": many}, Action="sts:AssumeRole")),
        )
