"""GetHealthStatus: whether proxy, path and credential are right, and a key manager is there."""

from typing import Any

from sealcanvas.kms.key_stores.xks.failure import Cause, XksFailed
from sealcanvas.kms.key_stores.xks.metadata import health_metadata
from sealcanvas.kms.key_stores.xks.proxy import ProxyAddress, ask
from sealcanvas.service.call import Call

_MOST_MANAGERS = 10
_STATES = ("ACTIVE", "DEGRADED", "UNAVAILABLE")


def require_healthy(call: Call, address: ProxyAddress, operation: str) -> None:
    """Ask the proxy for its health.

    Args:
        operation: for which this is asked.

    Raises:
        XksFailed: it does not answer as it should, or every key manager behind it is unavailable.
    """
    answer = ask(call.instance, address, "/health", {"requestMetadata": health_metadata(call, operation)})
    size, managers = answer.get("xksProxyFleetSize"), answer.get("ekmFleetDetails")
    texts = all(isinstance(answer.get(name), str) for name in ("xksProxyVendor", "xksProxyModel", "ekmVendor"))
    whole = isinstance(size, int) and not isinstance(size, bool) and size > 0
    if not (texts and whole and isinstance(managers, list) and 0 < len(managers) <= _MOST_MANAGERS):
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    if all(_state(each) == "UNAVAILABLE" for each in managers):
        raise XksFailed(Cause.MANAGERS_UNAVAILABLE)


def _state(manager: Any) -> str:
    if not isinstance(manager, dict) or not all(isinstance(manager.get(name), str) for name in ("id", "model")):
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    state = manager.get("healthStatus")
    if state not in _STATES:
        raise XksFailed(Cause.NOT_UNDERSTOOD)
    return str(state)
