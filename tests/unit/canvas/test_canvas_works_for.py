"""What a job works for, in words."""

import pytest

from sealcanvas.canvas.works_for import works_for
from sealcanvas.jobs.operations.list_jobs import find_jobs
from sealcanvas.service.instance import Instance
from tests.unit.canvas.canvas_world import cars, make_world


def test_a_job_of_canvas_works_for_a_dataset_or_a_model_by_name(instance: Instance) -> None:
    world = make_world(instance)
    dataset_id = world.imported(cars())
    world.canvas("CreateModelVersion", ModelName="mpg", DatasetId=dataset_id, TargetColumn="weight")
    told = [works_for(instance, job.arn) for job in find_jobs(instance, 10)]
    assert told == ["model 'mpg'", "dataset 'cars'"]


@pytest.mark.parametrize(
    ("arn", "name"),
    [
        ("arn:aws:sagemaker:us-east-1:111122223333:automl-job/churn", "churn"),
        (
            "arn:aws:forecast:eu-1:111122223333:predictor/canvas_mv_0123456789abcdef0",
            "canvas_mv_0123456789abcdef0",
        ),
        ("arn:aws:forecast:us-east-1:111122223333:dataset-import-job/sales/first", "sales/first"),
    ],
)
def test_any_other_job_is_told_by_its_own_name(instance: Instance, arn: str, name: str) -> None:
    assert works_for(instance, arn) == name
