"""Where datasets, model versions and predictions have their objects, as it was recorded when these were written."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Kind, Stored
from sealcanvas.s3.uri import parse_uri
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.instance import Instance

_KINDS: tuple[Kind, ...] = ("dataset-version", "model-version", "prediction")


@dataclass(frozen=True, slots=True)
class Recorded:
    """A folder that belongs to one resource.

    Attributes:
        prefix: below which its user profile's objects lay then, with a slash at the end.
        folder: the whole prefix of the resource's own, likewise.
    """

    bucket: str
    prefix: str
    folder: str
    resource: Stored

    @property
    def uri(self) -> str:
        """The folder's URI."""
        return f"s3://{self.bucket}/{self.folder}"


@dataclass(frozen=True)
class Folders:
    """The folders of an account's resources: the domain's own, and those of its other domains."""

    own: list[Recorded]
    others: list[Recorded]

    def of(self, bucket: str, key: str) -> Stored | None:
        """The resource in whose folder an object lies, whichever domain it belongs to; None for a stray."""
        ends = [position + 1 for position, letter in enumerate(key) if letter == "/"]
        found = (self._by_folder.get((bucket, key[:end])) for end in reversed(ends))
        return next((resource for resource in found if resource is not None), None)

    @cached_property
    def _by_folder(self) -> dict[tuple[str, str], Stored]:
        return {(each.bucket, each.folder): each.resource for each in (*self.others, *self.own)}


def folders_of(instance: Instance, account: str, domain_id: str) -> Folders:
    """The folders that are recorded in the account.

    Raises:
        ValidationException: one of the domain's own resources was not recorded in the layout that Canvas gives.
    """
    datasets = {each.id: each for each in stored.of_account(instance, "dataset", account)}
    own: list[Recorded] = []
    others: list[Recorded] = []
    for kind in _KINDS:
        for resource in stored.of_account(instance, kind, account):
            owner = datasets.get(resource.details["dataset"], resource) if kind == "dataset-version" else resource
            for uri, name in _places(instance, resource):
                found = _recorded(uri, name, owner)
                if resource.domain_id != domain_id:
                    others += [found] if found else []
                elif found is None:
                    raise ValidationException(
                        f"{resource.arn} is recorded at {uri}, not below {name}/ of a user profile."
                    )
                else:
                    own.append(found)
    return Folders(own, others)


def _recorded(uri: str, name: str, owner: Stored) -> Recorded | None:
    bucket, key = parse_uri(uri)  # the bucket's own name may contain whatever it likes
    before, found, _ = key.rpartition(f"/{name}/")
    return Recorded(bucket, f"{before}/", f"{before}/{name}/", owner) if found and before else None


def _places(instance: Instance, resource: Stored) -> Iterator[tuple[str, str]]:
    """Each URI that is recorded of a resource, and what its folder is called below the user profile's prefix."""
    details = resource.details
    if "shared_from" in details:  # its files are those of the version that is shared
        return
    kinds = {"dataset-version": "datasets", "model-version": "models", "prediction": "predictions"}
    own = details["dataset"] if resource.kind == "dataset-version" else resource.id
    name, file = f"{kinds[resource.kind]}/{own}", details.get("file")
    if file:
        yield (f"s3://{file['bucket']}/{file['key']}" if isinstance(file, dict) else file), name
    if details.get("output"):
        yield details["output"], name
    job = sagemaker_stored.find(instance, details["automl"]) if "automl" in details else None
    if job is not None:
        path = job.request["OutputDataConfig"]["S3OutputPath"].rstrip("/")
        yield f"{path}/{job.name}/", f"models/{job.name}"
