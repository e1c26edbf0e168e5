"""The rows of a dataset: one sealed file an import, so that each can be added, and can go, by itself."""

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.stored import ACTIVE, Stored
from sealcanvas.forecast.work.begin import store_input
from sealcanvas.forecast.work.ends import then
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.store_volume import drop_store_file, file_id_of, find_store_volume

Places = list[dict[str, str]]


def rows_file(import_name: str) -> str:
    """The name of an import's rows in the dataset's store."""
    return f"rows/{import_name}"


def statistics_file(import_name: str) -> str:
    """The name of the statistics of an import's rows."""
    return f"statistics/{import_name}"


def imports_of(call: Call, dataset: Stored) -> list[Stored]:
    """The imports whose rows the dataset now has, oldest first.

    Raises:
        ResourceInUseException: an import is at work.
        InvalidInputException: there are none.
    """
    if stored.at_work(call, "dataset-import-job", "DatasetArn", dataset.arn):
        raise ResourceInUseException(f"{dataset.arn} is being imported. Wait until its import job is ACTIVE.")
    volume = find_store_volume(call.instance, dataset.arn)
    jobs = stored.made_from(call, "dataset-import-job", "DatasetArn", dataset.arn)
    found = [
        job
        for job in jobs
        if job.status == ACTIVE and volume and file_id_of(call.instance, volume, rows_file(job.name))
    ]
    if not found:
        raise InvalidInputException(f"{dataset.arn} has no data: no import job of it is ACTIVE.")
    return found


def rows_of(call: Call, dataset: Stored) -> tuple[Places, list[int]]:
    """What a worker must be told to read the dataset's rows, oldest import first; and which imports brought them.

    An import is told by its number: its name may be given again, and its file gets another id under another key.

    Raises:
        ResourceInUseException, InvalidInputException: as for `imports_of`.
    """
    imports = imports_of(call, dataset)
    places = [store_input(call.instance, dataset.arn, rows_file(job.name)) for job in imports]
    return places, [job.number for job in imports]


def drop_rows(instance: Instance, dataset_arn: str, import_name: str) -> None:
    """Remove an import's rows and statistics, in the caller's unit of work."""
    volume = find_store_volume(instance, dataset_arn)
    if volume is not None:
        drop_store_file(instance, volume, rows_file(import_name))
        drop_store_file(instance, volume, statistics_file(import_name))


@then("series_import")
def import_ended(instance: Instance, job: Stored) -> None:
    """A FULL import that brought its rows replaces those of every import before it."""
    if job.status != ACTIVE or job.request.get("ImportMode", "FULL") != "FULL":
        return
    for name in job.details["replaces"]:
        drop_rows(instance, job.request["DatasetArn"], name)
