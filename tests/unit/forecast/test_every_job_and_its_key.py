"""Every operation that makes a job: what its role needs on the key, and what becomes of the job without it."""

import re
from collections.abc import Callable

import pytest

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import AccessDeniedException
from sealcanvas.forecast.work.begin import TASKS
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import JobState
from sealcanvas.wire.model import load
from tests.unit.forecast.forecast_world import SIX, World
from tests.unit.forecast.stage import JOBS, Stage


@pytest.mark.parametrize("action", SIX)
def test_each_of_the_six_is_needed_for_every_job_and_named(world: World, action: str) -> None:
    stage = Stage(world)
    world.take_away(world.key, action)
    before = _arns(world)
    for operation in JOBS:
        wanted = f"(?i)AmazonForecast is not authorized to perform: {action} on resource: {re.escape(world.key)}"
        with pytest.raises(AccessDeniedException, match=wanted):
            stage.begin(operation)
    assert _arns(world) == before
    assert world.grants() == []
    world.take_away(world.key)
    for number, operation in enumerate(JOBS):
        if operation not in ("CreateDatasetImportJob", "CreateAutoPredictor"):  # the others are in the way of these
            stage.begin(operation, name=f"job{number}")


def _arns(world: World) -> set[str]:
    kinds = stored.Kind.__args__  # type: ignore[attr-defined]  # a Literal's members
    return {each.arn for kind in kinds for each in stored.of_kind(world.admin, kind)}


def test_the_table_has_every_operation_that_makes_a_job() -> None:
    made = {name for name in load("forecast").operations if name.startswith("Create")}
    assert made - {"CreateDataset", "CreateDatasetGroup"} == {name.partition(",")[0] for name in JOBS}


def test_every_job_has_a_grant_for_itself_and_gives_it_back(world: World) -> None:
    stage = Stage(world)
    for number, operation in enumerate(JOBS):
        arn = stage.begin(operation, name=f"job{number}")
        (grant,) = world.grants()
        assert grant["GranteeServicePrincipal"] == "forecast.amazonaws.com", operation
        assert sorted(grant["Operations"]) == ["Decrypt", "RetireGrant"], operation
        assert (grant["RetiringPrincipal"], grant["Constraints"]) == (world.role, {"SourceArn": arn}), operation
        spec = world.job(arn).spec
        assert spec.task in TASKS, operation
        assert (spec.role_arn, spec.volume_key, spec.grant_id) == (world.role, world.key, grant["GrantId"]), operation
        world.pretend(arn)
        assert world.grants() == [], operation
        assert _of(world, arn).status == "ACTIVE", operation


def _of(world: World, arn: str) -> stored.Stored:
    found = stored.find(world.instance, arn)
    assert found is not None
    return found


def _revoke_grant(world: World, arn: str) -> None:
    world.kms("RevokeGrant", KeyId=world.key, GrantId=world.job(arn).spec.grant_id)
    hooks.tell_progressed(world.instance, world.job(arn))  # at its next report, a second later at most
    queue.end(world.instance, world.job(arn).job_id, JobState.STOPPED)


def _disable_key(world: World, arn: str) -> None:
    world.kms("DisableKey", KeyId=world.key)
    world.run(arn)


def _remove_statement(world: World, arn: str) -> None:
    world.take_away(world.key, "kms:Decrypt")
    world.run(arn)


TAKEN_AWAY: dict[str, Callable[[World, str], None]] = {
    "the grant is revoked": _revoke_grant,
    "the key is disabled": _disable_key,
    "the statement is removed": _remove_statement,
}


@pytest.mark.parametrize("how", TAKEN_AWAY)
def test_what_is_taken_away_ends_every_job_and_is_named(world: World, how: str) -> None:
    stage = Stage(world)
    role = world.role.rpartition("/")[2]
    for number, operation in enumerate(JOBS):
        arn = stage.begin(operation, name=f"job{number}")
        TAKEN_AWAY[how](world, arn)
        ended = _of(world, arn)
        message = ended.details["message"]
        assert ended.status == "CREATE_FAILED", (operation, message)
        for words in ("kms:Decrypt", world.key):
            assert words in message, operation
        assert f"role/service-role/{role}" in message or f"assumed-role/{role}/" in message, (operation, message)
        assert not list((world.instance.volumes.folder / "incoming").iterdir()), operation
        if how == "the key is disabled":
            world.kms("EnableKey", KeyId=world.key)
        world.take_away(world.key)
        assert world.grants() == [], operation
        again = stage.begin(operation, name=f"again{number}")
        world.pretend(again)
        assert _of(world, again).status == "ACTIVE", operation
