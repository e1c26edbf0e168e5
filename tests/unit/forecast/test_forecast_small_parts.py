"""Quantiles, domains, and what Canvas sees while a predictor is being trained."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sealcanvas.forecast import failure_of, predictor_results
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.predictors.forecast_types import column_names, forecast_type
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import JobState, Progress
from tests.unit.forecast.forecast_world import PREFIX, World

DOMAINS = {
    "CUSTOM": ("item_id", "target_value"),
    "RETAIL": ("item_id", "demand"),
    "INVENTORY_PLANNING": ("item_id", "demand"),
    "EC2_CAPACITY": ("instance_type", "number_of_instances"),
    "WORK_FORCE": ("workforce_type", "workforce_demand"),
    "WEB_TRAFFIC": ("item_id", "value"),
    "METRICS": ("metric_name", "metric_value"),
}


@given(st.sets(st.integers(1, 99), min_size=1, max_size=5))
def test_quantiles_keep_their_value(percents: set[int]) -> None:
    names = column_names([f"0.{percent:02d}" for percent in percents])
    assert names == [f"p{percent}" for percent in sorted(percents)]
    assert [round(float(forecast_type(name)) * 100) for name in names] == sorted(percents)


def test_quantiles_may_leave_out_zeros() -> None:
    assert column_names([".9", "0.1", ".50"]) == ["p10", "p50", "p90"]


@pytest.mark.parametrize("domain", DOMAINS)
def test_every_domain_has_its_own_names(world: World, domain: str) -> None:
    item, target = DOMAINS[domain]
    kinds = {item: "string", "timestamp": "timestamp", target: "integer"}
    schema = {"Attributes": [{"AttributeName": name, "AttributeType": kind} for name, kind in kinds.items()]}
    arn = world.dataset("data", Domain=domain, Schema=schema, EncryptionConfig=None)
    assert world.ask("DescribeDataset", DatasetArn=arn)["Domain"] == domain


def test_results_while_it_is_trained_and_when_it_is_stopped(world: World) -> None:
    predictor = world.begin_predictor(world.loaded())
    first = predictor_results(world.instance, predictor)
    assert (first["status"], first["fraction"], first["metrics"], first["objective"]) == (
        "CREATE_PENDING",
        0.0,
        [],
        None,
    )
    job = world.job(predictor)
    with world.instance.database.transaction() as connection:
        progress = {"phase": "ModelTuning", "fraction": 0.4, "details": {"best": 0.12}}
        queue.change(connection, job.job_id, state=JobState.RUNNING, progress=progress)
    hooks.tell_progressed(world.instance, replace(job, progress=Progress("ModelTuning", 0.4)))
    later = predictor_results(world.instance, predictor)
    assert (later["status"], later["phase"]) == ("CREATE_IN_PROGRESS", "ModelTuning")
    assert (later["fraction"], later["best"]) == (0.4, 0.12)
    assert failure_of(world.instance, predictor) is None
    queue.end(world.instance, job.job_id, JobState.STOPPED)
    last = predictor_results(world.instance, predictor)
    assert (last["status"], last["failure"]["code"]) == ("CREATE_STOPPED", "Stopped")
    assert world.grants() == []


def test_results_of_nothing(world: World) -> None:
    for ask in (predictor_results, failure_of):
        with pytest.raises(ResourceNotFoundException):
            ask(world.instance, f"{PREFIX}:predictor/none")
