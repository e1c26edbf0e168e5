"""The condition keys of one request, given and derived, looked up without regard to the case of their names."""

from collections.abc import Callable, Mapping

from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest

_ENCRYPTION_CONTEXT = "kms:encryptioncontext:"
_PRINCIPAL_TAG = "aws:principaltag/"

PRINCIPAL_TYPES = {
    "user": "User",
    "role-session": "AssumedRole",
    "federated-user": "FederatedUser",
    "root": "Account",
    "service": "AWSService",
    "web-identity": "FederatedUser",
    "anonymous": "Anonymous",
}
"""What `aws:PrincipalType` says of each kind of principal. Source: IAM User Guide, "AWS global condition keys"."""

_UNSIGNED = frozenset({"anonymous", "web-identity"})

_NO_ENCRYPTION_CONTEXT: Mapping[str, str] = {}


def fold_key(name: str) -> str:
    """Return the form under which a condition key is looked up.

    Names of condition keys have no case; neither have the tag keys and encryption context keys in them.
    Source: AWS KMS Developer Guide, "AWS KMS condition keys", kms:EncryptionContext:context-key.
    """
    return name.lower()


class Context:
    """What conditions and policy variables of one decision see; `bounded` if the principal has a boundary."""

    __slots__ = ("_encryption_context", "_known", "bounded", "request")

    def __init__(
        self,
        request: AccessRequest,
        encryption_context: Mapping[str, str] = _NO_ENCRYPTION_CONTEXT,
        *,
        bounded: bool = False,
    ) -> None:
        self.request = request
        self.bounded = bounded
        self._encryption_context = encryption_context
        self._known: dict[str, tuple[str, ...] | None] | None = None

    def get(self, key: str) -> tuple[str, ...] | None:
        """Return all values of the folded `key`, or None if the request does not carry it."""
        known = self._known
        if known is None:
            known = self._known = {}
            for name, value in self.request.context.items():
                known.setdefault(name.lower(), (value,) if isinstance(value, str) else tuple(value))
        if key not in known:
            known[key] = self._derived(key)
        return known[key]

    def _derived(self, key: str) -> tuple[str, ...] | None:
        derive = _DERIVED.get(key)
        if derive is not None:
            value = derive(self.request)
            return None if value is None else (value,)
        if key.startswith(_ENCRYPTION_CONTEXT):
            return _one_of(self._encryption_context, key[len(_ENCRYPTION_CONTEXT) :])
        if key == "kms:encryptioncontextkeys":
            return tuple(self._encryption_context) or None
        if key.startswith(_PRINCIPAL_TAG):
            return _one_of(self.request.principal.tags, key[len(_PRINCIPAL_TAG) :])
        return None


def _one_of(named: Mapping[str, str], wanted: str) -> tuple[str, ...] | None:
    """Return the value under the lower-cased name `wanted`; of names that differ only in case, the first counts."""
    for name, value in named.items():
        if name.lower() == wanted:
            return (value,)
    return None


def _principal_arn(principal: Principal) -> str | None:
    return principal.stable_arn if principal.account else None


def _principal_account(principal: Principal) -> str | None:
    return "anonymous" if principal.kind == "anonymous" else principal.account or None


def _is_service(principal: Principal) -> str | None:
    """Return whether a service acts for itself; requests that nobody signed do not say."""
    if principal.kind in _UNSIGNED:
        return None
    return "true" if principal.kind == "service" else "false"


_DERIVED: dict[str, Callable[[AccessRequest], str | None]] = {
    "aws:principalarn": lambda request: _principal_arn(request.principal),
    "aws:principalaccount": lambda request: _principal_account(request.principal),
    "aws:principaltype": lambda request: PRINCIPAL_TYPES[request.principal.kind],
    "aws:principalisawsservice": lambda request: _is_service(request.principal),
    "aws:principalservicename": lambda request: request.principal.service,
    "aws:userid": lambda request: request.principal.principal_id,
    "aws:username": lambda request: request.principal.user_name,
    "aws:resourceaccount": lambda request: request.resource_account or None,
    "kms:calleraccount": lambda request: request.principal.account or None,
}
