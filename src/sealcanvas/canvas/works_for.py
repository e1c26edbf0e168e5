"""What a job works for, in words: Canvas names the jobs that it has made after its own resources."""

import re

from sealcanvas.canvas import stored
from sealcanvas.service.instance import Instance

_RESOURCE = re.compile(r"\bcanvas[-_](?:[a-z0-9]+[-_])*(ds|dv|mv|pr|au|ar)[-_]([0-9a-f]{17})")
_WORDS = {
    "dataset": "dataset",
    "dataset-version": "dataset",
    "model-version": "model",
    "prediction": "predictions of model",
    "automation": "automation",
    "automation-run": "automation",
    "recipe": "recipe",
}


def works_for(instance: Instance, arn: str) -> str:
    """ "model 'churn'", "dataset 'orders.csv'", …; of a job that Canvas has not made, its own name.

    Args:
        arn: the job's.
    """
    found = _RESOURCE.search(arn)
    resource = stored.find(instance, "-".join(found.groups())) if found else None
    if resource is None:
        return re.split("[/:]", arn, maxsplit=6)[-1]
    return f"{_WORDS[resource.kind]} '{resource.name}'"
