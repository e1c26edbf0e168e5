import pytest

from sealcanvas.iam.administrator import administrator_credentials, ensure_administrator
from sealcanvas.service.instance import Instance
from sealcanvas.sts.authenticate import authenticate
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import ask_as, root


def test_the_administrator_is_made_once_and_may_do_everything(instance: Instance) -> None:
    with pytest.raises(LookupError):
        administrator_credentials(instance)
    ensure_administrator(instance)
    first = administrator_credentials(instance)
    ensure_administrator(instance)
    assert administrator_credentials(instance) == first
    identity = authenticate(instance, first[0], None)
    assert identity.principal.arn == f"arn:aws:iam::{ACCOUNT}:user/administrator"
    assert identity.secret == first[1]
    assert ask_as(instance, identity.principal)("iam:ListUsers")["Users"]


def test_a_lost_key_is_replaced_and_a_policy_taken_away_is_not(instance: Instance) -> None:
    ensure_administrator(instance)
    ask, (key, _) = root(instance), administrator_credentials(instance)
    ask("iam:DeleteAccessKey", UserName="administrator", AccessKeyId=key)
    ask("iam:DetachUserPolicy", UserName="administrator", PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
    ensure_administrator(instance)
    assert administrator_credentials(instance)[0] != key
    assert ask("iam:ListAttachedUserPolicies", UserName="administrator")["AttachedPolicies"] == []
