"""KeyMetadata: what CreateKey and DescribeKey tell about a key."""

from typing import Any

from sealcanvas.kms.key import Key
from sealcanvas.kms.key_specs import ALGORITHM_MEMBERS
from sealcanvas.kms.material import material_id
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
    if key.key_spec.symmetric and key.place is None:
        metadata["CurrentKeyMaterialId"] = material_id(instance, key.arn, key.material_version)
    if key.place is not None:
        metadata["CustomKeyStoreId"] = key.place.store_id
        if key.place.cluster:
            metadata["CloudHsmClusterId"] = key.place.cluster
        else:
            metadata["XksKeyConfiguration"] = {"Id": key.place.backing}
    if key.deletion_at is not None:
        metadata["DeletionDate"] = key.deletion_at
    return metadata
