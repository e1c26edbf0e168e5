"""KeyMetadata: what CreateKey and DescribeKey tell about a key."""

from typing import Any

from sealcanvas.kms.imported.entries import imported_metadata
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import ALGORITHM_MEMBERS
from sealcanvas.kms.material import material_id
from sealcanvas.kms.regions.regional_metadata import regional_metadata
from sealcanvas.service.instance import Instance


def key_metadata(instance: Instance, key: Key) -> dict[str, Any]:
    """The key's KeyMetadata by wire names."""
    metadata: dict[str, Any] = {
        "AWSAccountId": key.account,
        "KeyId": key.key_id,
        "Arn": key.arn,
        "CreationDate": key.created_at,
        "Enabled": key.enabled,
        "Description": key.description,
        "KeyUsage": key.usage,
        "KeyState": key.state,
        "Origin": key.origin,
        "KeyManager": key.manager,
        "CustomerMasterKeySpec": key.spec,
        "KeySpec": key.spec,
        ALGORITHM_MEMBERS[key.usage]: list(key.algorithms),
        "MultiRegion": key.multi_region,
    }
    with_id = key.key_spec.symmetric and key.place is None
    current = material_id(instance, key.arn, key.material_version) if with_id else None
    if current is not None:
        metadata["CurrentKeyMaterialId"] = current
    if key.place is not None:
        metadata["CustomKeyStoreId"] = key.place.store_id
        if key.place.cluster:
            metadata["CloudHsmClusterId"] = key.place.cluster
        else:
            metadata["XksKeyConfiguration"] = {"Id": key.place.backing}
    if key.deletion_at is not None:
        metadata["DeletionDate"] = key.deletion_at
    if key.imported or key.multi_region:
        with instance.database.read() as connection:
            metadata |= imported_metadata(connection, key) if key.imported else {}
            metadata |= regional_metadata(connection, key) if key.multi_region else {}
    return metadata
