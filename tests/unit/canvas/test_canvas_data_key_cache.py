"""The bound on unwrapped data keys: an operation that is authorised, audited, bounded and lasting."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sealcanvas.canvas import sealcanvas
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam.administrator import administrator_call, root_call
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.kms.create_key import create_key
from sealcanvas.kms.decrypt import decrypt
from sealcanvas.kms.generate_data_key import generate_data_key
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_organization import create_organization
from sealcanvas.server.compose import open_instance
from sealcanvas.service.own_errors import AccessDeniedException
from sealcanvas.wire.errors import WireError
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, REGION
from tests.unit.canvas.canvas_world import World
from tests.unit.sagemaker.sagemaker_world import make_user


def test_it_needs_its_own_action_on_the_whole_instance(world: World) -> None:
    for name, statement in (
        ("nobody", {"Action": "s3:*", "Resource": "*"}),
        ("almost", {"Action": "sealcanvas:*", "Resource": f"arn:aws:sealcanvas:*:{ACCOUNT}:domain/*"}),
    ):
        with pytest.raises(AccessDeniedException, match="sealcanvas:UpdateDataKeyCache"):
            world.canvas("UpdateDataKeyCache", make_user(world.instance, name, statement), Seconds=0)
    assert get_cache_policy(world.instance) == DataKeyCachePolicy(5.0, 1000)
    may = make_user(world.instance, "may", {"Action": "sealcanvas:UpdateDataKeyCache", "Resource": "*"})
    assert world.canvas("UpdateDataKeyCache", may, Seconds=7, Uses=3) == {"Seconds": 7, "Uses": 3}


def test_another_account_cannot_set_what_concerns_all(world: World) -> None:
    create_organization(root_call(world.instance), {"FeatureSet": "ALL"})
    status = create_account(root_call(world.instance), {"AccountName": "b", "Email": "b@example.com"})
    account = status["CreateAccountStatus"]["AccountId"]
    for caller in (administrator_call(world.instance, account), root_call(world.instance, account)):
        with pytest.raises(AccessDeniedException):
            sealcanvas.operations["UpdateDataKeyCache"](replace(caller, region=REGION), {"Seconds": 0})


def test_it_is_audited_whether_it_was_allowed_or_not(world: World) -> None:
    world.canvas("UpdateDataKeyCache", Seconds=0)
    with pytest.raises(AccessDeniedException):
        world.canvas("UpdateDataKeyCache", make_user(world.instance, "nobody"), Seconds=300)
    denied, allowed = [r for r in world.instance.trail.newest(20) if r["eventName"] == "UpdateDataKeyCache"]
    assert allowed["requestParameters"] == {"Seconds": 0}
    assert allowed["userIdentity"]["userName"] == "admin"
    assert (denied["errorCode"], denied["userIdentity"]["userName"]) == ("AccessDeniedException", "nobody")


@pytest.mark.parametrize("members", [{"Seconds": -1}, {"Seconds": 301}, {"Uses": -1}, {"Uses": 1_000_001}])
def test_it_is_bounded(world: World, members: dict[str, Any]) -> None:
    with pytest.raises(WireError):
        world.canvas("UpdateDataKeyCache", **members)


def test_it_outlives_the_server(tmp_path: Path) -> None:
    root = Secret.random(32)
    (tmp_path / "home").mkdir()
    for expected in (DataKeyCachePolicy(5.0, 1000), DataKeyCachePolicy(0, 12)):
        instance = open_instance(tmp_path / "home", root, account=ACCOUNT, region=REGION, clock=Clock())
        assert get_cache_policy(instance) == expected
        sealcanvas.operations["UpdateDataKeyCache"](root_call(instance), {"Seconds": 0, "Uses": 12})
        instance.database.close()


def test_whatever_is_cached_the_key_is_asked_at_every_use(world: World) -> None:
    world.canvas("UpdateDataKeyCache", Seconds=300, Uses=1_000_000)
    key = create_key(world.admin, {})["KeyMetadata"]["Arn"]
    blob = generate_data_key(world.admin, {"KeyId": key, "KeySpec": "AES_256"})["CiphertextBlob"]
    decrypt(world.admin, {"CiphertextBlob": blob})
    nobody = make_user(world.instance, "nobody")
    with pytest.raises(Exception, match="kms:Decrypt"):
        decrypt(nobody, {"CiphertextBlob": blob})
