import pytest

from sealcanvas.iam.principals import arn_of, exists, unique_id_of
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import make_role, make_user, root, trusting


@pytest.fixture
def people(instance: Instance) -> Instance:
    make_user(instance, "jane")
    make_role(instance, "Runner", trusting({"Service": "sagemaker.amazonaws.com"}), Path="/service-role/")
    return instance


@pytest.mark.parametrize(
    "text",
    [
        "*",
        "444455556666",
        "arn:aws:iam::444455556666:root",
        f"arn:aws:iam::{ACCOUNT}:user/jane",
        f"arn:aws:iam::{ACCOUNT}:role/service-role/Runner",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Runner/any-session",
        f"arn:aws:sts::{ACCOUNT}:federated-user/any-name",
        "sagemaker.amazonaws.com",
        "logs.us-east-1.amazonaws.com",
    ],
)
def test_these_exist(people: Instance, text: str) -> None:
    assert exists(people, text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "44445555666",
        "arn:aws:iam::4444:root",
        f"arn:aws:iam::{ACCOUNT}:user/Jane",
        f"arn:aws:iam::{ACCOUNT}:user/*",
        f"arn:aws:iam::{ACCOUNT}:role/Runner",
        "arn:aws:iam::444455556666:role/service-role/Runner",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/service-role/Runner/s1",
        f"arn:aws:sts::{ACCOUNT}:assumed-role/Nobody/any-session",
        f"arn:aws:sts::{ACCOUNT}:federated-user/x",
        f"<arn:aws:iam::{ACCOUNT}:role/service-role/Runner>",
        "AROAAAAAAAAAAAAAAAAAA",
        "amazonaws.com",
        "sagemaker",
        "evil.example.com",
        "１２３４５６７８９０１２",
        "arn:aws:iam::aws:policy/AdministratorAccess",
    ],
)
def test_these_do_not(people: Instance, text: str) -> None:
    assert not exists(people, text)


def test_unique_ids_lead_there_and_back_while_their_owner_lives(people: Instance) -> None:
    arn = f"arn:aws:iam::{ACCOUNT}:user/jane"
    unique_id = unique_id_of(people, arn)
    assert unique_id is not None
    assert exists(people, unique_id)
    assert arn_of(people, unique_id) == arn
    root(people)("iam:DeleteUser", UserName="jane")
    assert not exists(people, unique_id)
    assert not exists(people, arn)
