import pytest

from sealcanvas.service.instance import Instance
from sealcanvas.sts.authenticate import InactiveAccessKey, UnknownAccessKey, authenticate
from tests.unit.iam.asking import make_user, root


def test_a_key_made_inactive_is_refused_at_once_and_a_deleted_one_is_unknown(instance: Instance) -> None:
    ask = root(instance)
    jane = make_user(instance, "jane")
    key = ask("iam:CreateAccessKey", UserName="jane")["AccessKey"]["AccessKeyId"]
    assert authenticate(instance, key, None).principal == jane
    ask("iam:UpdateAccessKey", UserName="jane", AccessKeyId=key, Status="Inactive")
    with pytest.raises(InactiveAccessKey):
        authenticate(instance, key, None)
    ask("iam:UpdateAccessKey", UserName="jane", AccessKeyId=key, Status="Active")
    assert authenticate(instance, key, None).principal == jane
    ask("iam:DeleteAccessKey", UserName="jane", AccessKeyId=key)
    with pytest.raises(UnknownAccessKey):
        authenticate(instance, key, None)
