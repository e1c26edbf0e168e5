"""What a rekey must wait for, and what must not have changed since it was started."""

from sealcanvas.canvas import stored as canvas_stored
from sealcanvas.canvas.rekey.forecast_stores import at_work, stores_of
from sealcanvas.canvas.rekey.objects import unfinished_uploads
from sealcanvas.canvas.rekey.places import Place
from sealcanvas.canvas.rekey.stored import Rekey
from sealcanvas.canvas.stored import Kind
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.settings import canvas_settings
from sealcanvas.service.instance import Instance

_KINDS: tuple[Kind, ...] = ("dataset-version", "model-version", "prediction", "automation-run")
_TOLD = 20


def waiting_for(instance: Instance, rekey: Rekey, domain: Stored, places: list[Place]) -> list[str]:
    """Sentences on the work that began before the rekey and still names other keys, the first of them."""
    waiting = [
        f"{resource.arn} is {resource.status} since before the rekey."
        for kind in _KINDS
        for resource in canvas_stored.of_domain(instance, kind, rekey.domain_id)
        if resource.under_way and resource.created_at <= rekey.created_at
    ]
    if rekey.storage_key is not None:
        waiting += unfinished_uploads(instance, domain, places, rekey.storage_key, rekey.details["former"])
    if rekey.app_key is not None:
        waiting += [
            f"A job works on {store.resource.arn}."
            for store in stores_of(instance, rekey.domain_id)
            if store.volume.key_arn != rekey.app_key and at_work(instance, store.volume)
        ]
    return waiting[:_TOLD]


def changed_keys(instance: Instance, rekey: Rekey, domain: Stored) -> str:
    """A sentence if a user profile has another key 2 by now; "" if all is as the rekey left it."""
    for profile in sagemaker_stored.of_domain(instance, rekey.domain_id, "user-profile"):
        key = canvas_settings(instance, rekey.domain_id, profile.name).storage_key
        if rekey.storage_key is not None and key != rekey.storage_key:
            return (
                f"Key 2 of user profile [{profile.name}] of domain [{domain.name}] was changed to {key} since the "
                "rekey was started. Start a rekey to the key that all of the domain is to have."
            )
    return ""
