"""ReEncrypt: moves a ciphertext to another key or encryption context; the plaintext never leaves."""

from typing import Any

from sealcanvas.kms.ciphertext import authorize_ciphertext, key_of_ciphertext, require_blob, require_key_of_blob
from sealcanvas.kms.encryption import decrypt_under, encrypt_under, require_room
from sealcanvas.kms.encryption_context import context_conditions, encryption_context
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.kms.find import find_key
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_enabled
from sealcanvas.kms.usage import require_encryption
from sealcanvas.service.call import Call


def _source(call: Call, request: dict[str, Any]) -> Key:
    return key_of_ciphertext(call, require_blob(request), request.get("SourceKeyId"), "kms:ReEncryptFrom")


@kms.operation("ReEncrypt", action=None, resource=_source, atomic=False, prompt=True)
def re_encrypt(call: Call, source: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Seal what `CiphertextBlob` holds anew; needs kms:ReEncryptFrom on its key, kms:ReEncryptTo on the other."""
    target = find_key(call, request["DestinationKeyId"], "kms:ReEncryptTo")
    call.journal.events[-1].resources.append(target.arn)
    same = {"kms:ReEncryptOnSameKey": "true" if source.arn == target.arn else "false"}
    old = encryption_context(request, "SourceEncryptionContext")
    new = encryption_context(request, "DestinationEncryptionContext")
    old_algorithm = request.get("SourceEncryptionAlgorithm") or SYMMETRIC
    new_algorithm = request.get("DestinationEncryptionAlgorithm") or SYMMETRIC
    from_keys = {"kms:EncryptionAlgorithm": old_algorithm, **same, **context_conditions(old)}
    to_keys = {"kms:EncryptionAlgorithm": new_algorithm, **same, **context_conditions(new)}
    authorize_ciphertext(call, source, "kms:ReEncryptFrom", from_keys, request.get("SourceKeyId"))
    kms.check(call, "kms:ReEncryptTo", target, to_keys)
    check_tokens(call.instance, request)
    blob = require_blob(request)
    if blob is not None and old_algorithm == SYMMETRIC:
        require_key_of_blob(source, blob)
    for key, algorithm, context in ((source, old_algorithm, old), (target, new_algorithm, new)):
        require_enabled(key)
        require_encryption(key, "ReEncrypt", algorithm, context)
    if blob is None:
        raise DryRunOperationException
    opened = decrypt_under(call, source, old_algorithm, blob, old)
    require_room(target, new_algorithm, opened.data)
    if request.get("DryRun"):
        raise DryRunOperationException
    sealed = encrypt_under(call, target, new_algorithm, opened.data, new)
    materials = {"SourceKeyMaterialId": opened.material_id, "DestinationKeyMaterialId": sealed.material_id}
    return {
        "CiphertextBlob": sealed.data,
        "SourceKeyId": source.arn,
        "KeyId": target.arn,
        "SourceEncryptionAlgorithm": old_algorithm,
        "DestinationEncryptionAlgorithm": new_algorithm,
        **{name: value for name, value in materials.items() if value},
    }
