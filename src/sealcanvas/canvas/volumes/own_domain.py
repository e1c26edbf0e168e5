"""The domain that a request names, if it is the caller's."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.own_errors import ResourceNotFoundException


def own_domain(call: Call, domain_id: str) -> Stored:
    """The domain of the caller's account and region.

    Raises:
        ResourceNotFoundException: there is none.
    """
    for domain in stored.of_domain(call.instance, domain_id, "domain"):
        if (domain.account, domain.region) == (call.account, call.region):
            return domain
    raise ResourceNotFoundException(f"Domain [{domain_id}] does not exist.")
