"""The domain that a rekey is asked for, and its rekeys."""

from sealcanvas.canvas.rekey import stored
from sealcanvas.canvas.rekey.stored import Rekey
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import find_domain
from sealcanvas.service.call import Call
from sealcanvas.service.own_errors import ResourceNotFoundException


def domain_of(call: Call, domain_id: str) -> Stored:
    """The domain of that id in the caller's account and region.

    Raises:
        ResourceNotFoundException: there is none.
    """
    try:
        domain = find_domain(call.instance, domain_id)
    except ResourceNotFound as error:
        raise ResourceNotFoundException(error.message) from None
    if (domain.account, domain.region) != (call.account, call.region):
        raise ResourceNotFoundException(f"Domain [{domain_id}] does not exist.")
    return domain


def rekeys_of(call: Call, domain_id: str) -> list[Rekey]:
    """The rekeys of a domain of the caller's account and region, newest first; also of one that was deleted."""
    found = stored.of_domain(call.instance, domain_id)
    return [each for each in reversed(found) if (each.account, each.region) == (call.account, call.region)]


def rekey_of(call: Call, domain_id: str, rekey_id: str | None = None) -> Rekey:
    """The rekey of that id, or the newest.

    Raises:
        ResourceNotFoundException: there is none.
    """
    for rekey in rekeys_of(call, domain_id):
        if rekey_id in (None, rekey.id):
            return rekey
    raise ResourceNotFoundException(f"Domain [{domain_id}] has no rekey{f' {rekey_id}' if rekey_id else ''}.")
