"""Where a KMS key of a custom key store lies."""

from dataclasses import dataclass
from typing import Literal

StoreType = Literal["EXTERNAL_KEY_STORE", "AWS_CLOUDHSM"]

_NOT_CONNECTED = (
    "This KMS key is in a custom key store that is not connected to its external key store proxy. "
    "Connect the external key store and try the request again."
)


def not_connected(kind: StoreType, name: str) -> str:
    """AWS's sentence for a key, or a key store, that cannot be used before the key store is connected.

    Source: XKS proxy API specification, "Error codes"; of clusters Developer Guide, "Key states of AWS KMS keys".
    """
    return _NOT_CONNECTED if kind == "EXTERNAL_KEY_STORE" else f"{name} is unavailable."


@dataclass(frozen=True, slots=True)
class Place:
    """What a KMS key is in its custom key store.

    Attributes:
        kind: the key store's type; also the key's Origin.
        connected: whether the key store is; the key is Unavailable otherwise.
        backing: the external key's id (XksKeyId), or the label of the key in its token.
        cluster: CloudHsmClusterId, "" for an external key.
    """

    store_id: str
    kind: StoreType
    connected: bool
    backing: str
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class Use:
    """For what a key of a key store is used.

    Attributes:
        operation: of KMS; the proxy is told.
    """

    key_arn: str
    backing: str
    operation: str
