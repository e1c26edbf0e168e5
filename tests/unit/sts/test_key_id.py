import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.service.instance import Instance
from sealcanvas.sts import errors
from sealcanvas.sts.key_id import account_of_session_key, new_session_key_id
from tests.unit.iam.asking import ask_as, make_user, root

OTHER = "444455556666"


@given(st.integers(0, 10**12 - 1).map("{:012d}".format))
def test_the_account_can_be_read_in_the_id(account: str) -> None:
    key = new_session_key_id(account)
    assert re.fullmatch(r"ASIA[A-Z2-7]{16}", key)
    assert account_of_session_key(key) == account
    assert new_session_key_id(account) != key


@given(st.text(max_size=30) | st.from_regex(r"ASIA[A-Z2-7]{16}", fullmatch=True))
def test_other_texts_have_an_account_or_none(text: str) -> None:
    found = account_of_session_key(text)
    assert found is None or re.fullmatch(r"\d{12}", found)


def test_get_access_key_info_tells_the_account_of_any_key(instance: Instance) -> None:
    ask = root(instance)
    theirs = make_user(instance, "ada", account=OTHER)
    long_lived = root(instance, OTHER)("iam:CreateAccessKey", UserName="ada")["AccessKey"]["AccessKeyId"]
    temporary = ask_as(instance, theirs)("sts:GetSessionToken")["Credentials"]["AccessKeyId"]
    assert ask("sts:GetAccessKeyInfo", AccessKeyId=long_lived) == {"Account": OTHER}
    assert ask("sts:GetAccessKeyInfo", AccessKeyId=temporary) == {"Account": OTHER}
    for unknown in ("AKIAAAAAAAAAAAAAAAAA", "ASIA9999999999999999", "ASIA77777777777777777"):
        with pytest.raises(errors.ValidationError, match="does not exist"):
            ask("sts:GetAccessKeyInfo", AccessKeyId=unknown)
    with pytest.raises(errors.AccessDenied, match="no identity-based policy allows the sts:GetAccessKeyInfo"):
        ask_as(instance, theirs)("sts:GetAccessKeyInfo", AccessKeyId=long_lived)
