"""Which of a key's materials an import is: its first, its next, or one that it has already.

The messages are AWS's, from recorded answers; the one for EXISTING_KEY_MATERIAL into a key that never had any is ours.
"""

from collections.abc import Sequence
from typing import Any

from sealcanvas.kms.errors import IncorrectKeyMaterialException, KMSInvalidStateException
from sealcanvas.kms.imported.materials import ImportedMaterial
from sealcanvas.kms.key import Key
from sealcanvas.kms.regions.related import Related
from sealcanvas.service.errors import ValidationException

_NEW, _EXISTING = "NEW_KEY_MATERIAL", "EXISTING_KEY_MATERIAL"
_OF_SYMMETRIC_KEYS = {
    "ImportType": "importType",
    "KeyMaterialId": "keyMaterialId",
    "KeyMaterialDescription": "keyMaterialDescription",
}


def refuse_members(key: Key, request: dict[str, Any], family: Related) -> None:
    """Refuse members that the key does not take.

    Raises:
        ValidationException: one is for symmetric keys, for primaries, or does not go with NEW_KEY_MATERIAL.
    """
    for member, named in _OF_SYMMETRIC_KEYS.items():
        if not key.key_spec.symmetric and request.get(member) is not None:
            raise ValidationException(f"Input parameter {named} cannot be used with {key.spec} imported keys.")
    if request.get("ImportType") == _NEW:
        if request.get("KeyMaterialId") is not None:
            raise ValidationException(f"Input parameter keyMaterialId cannot be used with {_NEW} importType.")
        if family.primary != key.arn:
            raise ValidationException(f"Input parameter ImportType {_NEW} cannot be used on replica Multi-Region keys")
    if request.get("KeyMaterialDescription") and family.primary != key.arn:
        raise ValidationException("Key material description can only be specified on primary Multi-Region keys")


def place_of_import(key: Key, request: dict[str, Any], material_id: str, known: Sequence[ImportedMaterial]) -> int:
    """The number of the material that is imported.

    Args:
        material_id: of what was unwrapped.
        known: the key's materials by number.

    Raises:
        IncorrectKeyMaterialException: it is not what the request or the key expects.
        KMSInvalidStateException: another new material waits for its rotation.
    """
    found = next((each for each in known if each.material_id == material_id), None)
    if (request.get("ImportType") or (_EXISTING if known else _NEW)) == _NEW:
        if found is not None:
            raise IncorrectKeyMaterialException(
                f"Key material (id: {material_id}) being imported as {_NEW} is already associated with "
                f"KMS key {key.arn}."
            )
        return _next(key, material_id, known)
    if not known:
        raise IncorrectKeyMaterialException(f"No key material has ever been imported into KMS key {key.arn}.")
    expected = request.get("KeyMaterialId") or known[key.material_version].material_id
    if found is None or request.get("KeyMaterialId") not in (None, material_id):
        raise IncorrectKeyMaterialException(
            f"Imported key material does not have the expected identifier ({expected})."
        )
    return found.version


def _next(key: Key, material_id: str, known: Sequence[ImportedMaterial]) -> int:
    if not known:
        return 0
    if known[-1].version > key.material_version:
        raise KMSInvalidStateException(
            f"New key material (id: {material_id}) cannot be imported into KMS key {key.arn}, because another "
            f"key material (id: {known[-1].material_id}) is pending rotation."
        )
    return key.material_version + 1
