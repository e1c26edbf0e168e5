"""What datasets, model versions and predictions say of their key: once all is verified, the new one."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.datasets.dataset_versions import versions_of
from sealcanvas.canvas.rekey.stored import Rekey
from sealcanvas.canvas.stored import Kind, Stored
from sealcanvas.service.instance import Instance

_KINDS: tuple[Kind, ...] = ("dataset", "dataset-version", "model-version", "prediction")


def tell_object(instance: Instance, resource: Stored, bucket: str, key: str, key_arn: str) -> None:
    """Name `key_arn` in what shows this object: a dataset by its version's file, a model or prediction by any."""
    if resource.kind == "dataset":
        file = {"bucket": bucket, "key": key}
        shown = [each for each in (resource, *versions_of(instance, resource)) if each.details.get("file") == file]
    else:
        shown = [] if resource.details.get("series") else [resource]
    for each in shown:
        stored.change(instance, each.id, key_arn=key_arn)


def tell_keys(instance: Instance, rekey: Rekey) -> None:
    """Name the new keys in every resource of the domain: key 1 in what Forecast stores, key 2 in all others."""
    for kind in _KINDS:
        for resource in stored.of_domain(instance, kind, rekey.domain_id):
            key_arn = rekey.app_key if resource.details.get("series") else rekey.storage_key
            if key_arn is not None and resource.status == "Ready":
                stored.change(instance, resource.id, key_arn=key_arn)
