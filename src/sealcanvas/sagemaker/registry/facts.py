"""What a model package tells: kept in the open columns' sealing, and under the customer's own key if it names one.

With SecurityConfig.KmsKeyId whoever makes or changes a package needs kms:GenerateDataKey, and whoever reads it
kms:Decrypt, through SageMaker; the encryption context is the package's ARN.
"""

import base64
import json
from collections.abc import Mapping
from typing import Any

from sealcanvas.crypto.canonical import bind
from sealcanvas.crypto.envelope import open_message, seal_message
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import generate_data_key
from sealcanvas.kms.decrypt import decrypt
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call

_LABEL = b"sealcanvas/model-package@v1"
_CONTEXT = "aws:sagemaker:model-package-arn"


def kept_facts(call: Call, arn: str, facts: Mapping[str, Any], key_arn: str | None) -> dict[str, Any]:
    """The form in which a package's facts are stored.

    Args:
        key_arn: the KMS key that seals them, or None.

    Raises:
        ServiceError: KMS's refusal.
    """
    if key_arn is None:
        return {"facts": dict(facts)}
    request = {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": {_CONTEXT: arn}}
    answer = generate_data_key(call.through("sagemaker"), request)
    key = Secret(answer["Plaintext"])
    sealed = seal_message(key, _LABEL, bind(_LABEL, arn.encode()), json.dumps(facts).encode())
    key.wipe()
    return {"facts": {"key": answer["KeyId"], "wrapped": _text(answer["CiphertextBlob"]), "sealed": _text(sealed)}}


def facts_of(call: Call, package: Stored) -> dict[str, Any]:
    """A package's facts.

    Raises:
        ServiceError: KMS's refusal.
    """
    kept: dict[str, Any] = package.details["facts"]
    if package.details["key_arn"] is None:
        return kept
    request = {
        "KeyId": kept["key"],
        "CiphertextBlob": base64.b64decode(kept["wrapped"]),
        "EncryptionContext": {_CONTEXT: package.arn},
    }
    key = Secret(decrypt(call.through("sagemaker"), request)["Plaintext"])
    opened = open_message(key, _LABEL, bind(_LABEL, package.arn.encode()), base64.b64decode(kept["sealed"]))
    key.wipe()
    facts: dict[str, Any] = json.loads(opened)
    return facts


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
