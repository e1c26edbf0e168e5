"""DescribeDataKeyCache, UpdateDataKeyCache: for how long unwrapped data keys may stay in memory."""

from typing import Any

from sealcanvas.canvas.named import whole_instance
from sealcanvas.kms.cache import get_cache_policy, set_cache_policy
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("DescribeDataKeyCache")
def describe_data_key_cache(call: Call, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell the bound in force."""
    return _wire(call.instance)


@sealcanvas.operation("UpdateDataKeyCache", resource=whole_instance)
def update_data_key_cache(call: Call, _instance: PlainResource, request: Request) -> Request:
    """Set the bound; a member that is left out stays, 0 in either turns the cache off."""
    now = get_cache_policy(call.instance)
    set_cache_policy(call.instance, request.get("Seconds", now.seconds), request.get("Uses", now.uses))
    return _wire(call.instance)


def _wire(instance: Instance) -> dict[str, Any]:
    policy = get_cache_policy(instance)
    return {"Seconds": int(policy.seconds), "Uses": policy.uses}
