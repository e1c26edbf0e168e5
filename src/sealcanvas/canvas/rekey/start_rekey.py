"""StartRekey: a domain gets other keys; what it has already follows, artifact by artifact."""

from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.rekey import stored
from sealcanvas.canvas.rekey.access import require_series_access, require_settings_access, require_storage_access
from sealcanvas.canvas.rekey.domain_volumes import turn_volumes
from sealcanvas.canvas.rekey.forecast_stores import turn_encryption_configs
from sealcanvas.canvas.rekey.key_conditions import key_conditions
from sealcanvas.canvas.rekey.owner import domain_of
from sealcanvas.canvas.rekey.places import places_of
from sealcanvas.canvas.rekey.stored import IN_PROGRESS, Rekey
from sealcanvas.canvas.rekey.switch import switch_app_key, switch_storage_key
from sealcanvas.canvas.workspace import as_ours
from sealcanvas.sagemaker.kms_key import require_key
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import find_domain, id_of
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ValidationException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("StartRekey", resource=domain_named, conditions=key_conditions)
def start_rekey(call: Call, _resource: PlainResource, request: Request) -> Request:
    """Turn the domain to the keys, and begin to bring everything under them; or go on with the one that did."""
    if not request.get("StorageKmsKeyId") and not request.get("AppKmsKeyId"):
        raise ValidationException("Give StorageKmsKeyId, AppKmsKeyId or both.")
    domain = domain_of(call, request["DomainId"])
    try:
        require_settings_access(call, domain, request)
        keys = {
            name: require_key(call, member, request[member]) if request.get(member) else None
            for name, member in (("storage_key", "StorageKmsKeyId"), ("app_key", "AppKmsKeyId"))
        }
        rekey = _go_on(call, domain, keys) or _begin(call, domain, keys)
    except ResourceInUseException:
        raise
    except ServiceError as error:
        raise as_ours(error) from None
    return {"RekeyId": rekey.id, "Status": rekey.status}


def _go_on(call: Call, domain: Stored, keys: dict[str, str | None]) -> Rekey | None:
    """The domain's newest rekey, InProgress again, if it has these keys and is not over."""
    known = stored.of_domain(call.instance, id_of(domain.arn))
    newest = known[-1] if known else None
    if newest is None or newest.status == stored.COMPLETED:
        return None
    if {"storage_key": newest.storage_key, "app_key": newest.app_key} != keys:
        if newest.status == IN_PROGRESS:
            raise ResourceInUseException(
                f"Rekey {newest.id} of domain {newest.domain_id} to other keys is InProgress. Wait for it, or stop it."
            )
        return None
    if newest.status == IN_PROGRESS:
        return newest
    grants, former = _switch(call, domain, keys)
    more = {
        "grants": [*newest.details["grants"], *grants],
        "former": sorted({*newest.details["former"], *former}),
        "failure_cause": "",
        "failure_reason": "",
    }
    return stored.change(call.instance, newest, status=IN_PROGRESS, phase="Sealing", after=None, **more)


def _begin(call: Call, domain: Stored, keys: dict[str, str | None]) -> Rekey:
    grants, former = [], set[str]()
    for earlier in stored.of_domain(call.instance, id_of(domain.arn)):
        former.update(earlier.details["former"])
        if earlier.status != stored.COMPLETED:  # held up, and given up for this one
            grants += earlier.details["grants"]
            stored.change(call.instance, earlier, status=stored.STOPPED, grants=[])
    more_grants, more_former = _switch(call, domain, keys)
    former = {key for key in former | more_former if key not in keys.values()}
    return stored.store(call, id_of(domain.arn), **keys, grants=[*grants, *more_grants], former=sorted(former))


def _switch(call: Call, domain: Stored, keys: dict[str, str | None]) -> tuple[list[list[str]], set[str]]:
    """Ask for all that will be needed, then turn what is to be turned; grants to retire, and former keys."""
    grants: list[list[str]] = []
    former: set[str] = set()
    domain_id = id_of(domain.arn)
    places = places_of(call.instance, domain)
    storage_key, app_key = keys["storage_key"], keys["app_key"]
    if storage_key is not None:
        for place in places:
            require_storage_access(call, place, storage_key)
    if app_key is not None:
        require_series_access(call, domain_id, app_key)
    if storage_key is not None:
        buckets = {place.bucket for place in places}
        former |= switch_storage_key(call, domain, storage_key, buckets)
    if app_key is not None:
        grants = switch_app_key(call, find_domain(call.instance, domain_id), app_key)
        former |= {key for key, _grant in grants}
        turn_volumes(call.instance, domain, app_key, within=call)
        turn_encryption_configs(call, domain_id, app_key)
    return grants, former
