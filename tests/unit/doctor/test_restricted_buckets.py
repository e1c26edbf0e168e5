"""RestrictPublicBuckets: who asks the doctor is told what a request would meet, drafts of policies included."""

from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.s3 import s3
from tests.support.instance import ACCOUNT
from tests.unit.doctor.doctor_world import World
from tests.unit.kms.kms_world import OTHER_ACCOUNT, policy

EVERYBODY: dict[str, Any] = {"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject"}
STRANGER = f"arn:aws:iam::{OTHER_ACCOUNT}:root"
THEIRS = {"AWS": STRANGER}


def restrict(world: World, bucket: str, on: bool) -> None:
    switches = {"RestrictPublicBuckets": on}
    request = {"Bucket": bucket, "PublicAccessBlockConfiguration": switches}
    s3.operations["PutPublicAccessBlock"](world.call(Principal.root(ACCOUNT)), request)


@pytest.fixture
def arn(world: World) -> str:
    return world.bucket("open", {**EVERYBODY, "Resource": "arn:aws:s3:::open/*"})


def test_a_simulation_sees_it(world: World, arn: str) -> None:
    theirs = policy({**EVERYBODY, "Principal": THEIRS, "Resource": f"{arn}/*"})
    public = policy({**EVERYBODY, "Resource": f"{arn}/*"})
    for on, allowed in ((False, True), (True, False)):
        restrict(world, "open", on)
        assert world.simulate(STRANGER, "s3:GetObject", f"{arn}/k")["Allowed"] is allowed
        drafted = world.simulate(STRANGER, "s3:GetObject", f"{arn}/k", Drafts=[{"Document": arn, "Policy": public}])
        assert drafted["Allowed"] is allowed
        named = world.simulate(STRANGER, "s3:GetObject", f"{arn}/k", Drafts=[{"Document": arn, "Policy": theirs}])
        assert named["Allowed"]
        own = world.user("aiko" if on else "akira")
        assert world.simulate(own, "s3:GetObject", f"{arn}/k")["Allowed"]


def test_who_may_use_it_is_told_without_strangers(world: World, arn: str) -> None:
    def outside() -> set[str]:
        answer = world.doctor("WhoCanUse", Resource=f"{arn}/k")
        return {each["Principal"] for each in answer["Principals"] if each.get("Outside")}

    restrict(world, "open", False)
    assert outside() == {"*"}
    restrict(world, "open", True)
    assert outside() == set()


def test_a_review_tells_what_a_policy_would_open(world: World) -> None:
    arn = world.bucket("closed")
    public = policy({**EVERYBODY, "Resource": f"{arn}/*"})
    assert world.doctor("ReviewPolicyChange", Document=arn, Policy=public)["OpenedOutside"] == ["*"]
    restrict(world, "closed", True)
    assert world.doctor("ReviewPolicyChange", Document=arn, Policy=public)["OpenedOutside"] == []
