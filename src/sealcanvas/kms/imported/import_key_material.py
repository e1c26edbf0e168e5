"""ImportKeyMaterial: a customer's own key material comes into a key of origin EXTERNAL."""

from typing import Any

from sqlalchemy import Connection

from sealcanvas.crypto.errors import InvalidCiphertext
from sealcanvas.crypto.import_wrapping import WRAPPING_KEYS, unwrap_import
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import InvalidCiphertextException, NotFoundException
from sealcanvas.kms.find import key_of_arn
from sealcanvas.kms.imported.accept import accept
from sealcanvas.kms.imported.identity import id_of_material
from sealcanvas.kms.imported.import_token import open_token
from sealcanvas.kms.imported.import_type import place_of_import, refuse_members
from sealcanvas.kms.imported.materials import (
    ImportedMaterial,
    describe_material,
    expect_material,
    materials_of,
    put_material,
)
from sealcanvas.kms.imported.origin import require_external
from sealcanvas.kms.imported.settle import settle
from sealcanvas.kms.imported.validity import Validity, validity_conditions, validity_of
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.regions.related import related_to
from sealcanvas.kms.state import require_kept
from sealcanvas.service.call import Call


def _conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return validity_conditions(request)


@key_operation("ImportKeyMaterial", conditions=_conditions, atomic=False)  # others must not wait for the unwrapping
def import_key_material(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Unwrap `EncryptedKeyMaterial` by its token and store it: as the key's first, its next, or one that it has."""
    require_external(key)
    require_kept(key)
    validity = validity_of(request, call.instance.clock())
    with call.instance.database.read() as connection:
        refuse_members(key, request, related_to(connection, key))
    secret = _unwrap(call, key, request)
    call.instance.database.defer_rest()  # the import and the record of it become durable as one
    with call.instance.database.transaction() as connection:
        current = key_of_arn(call, key.arn)  # as it is now
        if current is None:
            raise NotFoundException(f"Key '{key.arn}' does not exist")
        require_kept(current)
        material_id = _store(call, connection, current, request, secret, validity)
    material_cache(call.instance).forget(key.arn)
    return {"KeyId": key.arn, **({"KeyMaterialId": material_id} if key.key_spec.symmetric else {})}


def _unwrap(call: Call, key: Key, request: dict[str, Any]) -> Secret:
    token = open_token(call.instance, key.arn, request["ImportToken"])
    try:
        wrapping_key, wrapped = WRAPPING_KEYS[token.wrapping_key_spec], request["EncryptedKeyMaterial"]
        unwrapped = unwrap_import(wrapping_key, token.private, token.algorithm, wrapped)
    except InvalidCiphertext:
        raise InvalidCiphertextException from None
    return accept(key, unwrapped)


def _store(
    call: Call, connection: Connection, key: Key, request: dict[str, Any], secret: Secret, validity: Validity
) -> str:
    instance, family = call.instance, related_to(connection, key)
    known = materials_of(connection, key.arn)
    material_id = id_of_material(connection, key, secret)
    version = place_of_import(key, request, material_id, known)
    if all(each.version != version for each in known):
        fresh = ImportedMaterial(version, material_id, False, None, None, None)
        for arn in family.all:  # a replica has neither new material nor a family that waits for it
            expect_material(instance, connection, arn, fresh)
    put_material(instance, connection, key.arn, version, secret, validity)
    if request.get("KeyMaterialDescription"):
        for arn in family.all:
            describe_material(connection, arn, version, request["KeyMaterialDescription"])
    settle(connection, key.arn, imported=True)
    return material_id
