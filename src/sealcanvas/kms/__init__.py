"""The key service: keys under policies and grants, and the operations that seal and open under them."""

from sealcanvas.kms.aliases import create_alias, delete_alias, list_aliases, update_alias
from sealcanvas.kms.create_grant import create_grant
from sealcanvas.kms.create_key import create_key
from sealcanvas.kms.decrypt import decrypt
from sealcanvas.kms.deletion import cancel_key_deletion, destroy_due, schedule_key_deletion
from sealcanvas.kms.derive_shared_secret import derive_shared_secret
from sealcanvas.kms.describe_key import describe_key
from sealcanvas.kms.description import update_key_description
from sealcanvas.kms.encapsulate import decapsulate, encapsulate
from sealcanvas.kms.encrypt import encrypt
from sealcanvas.kms.end_grant import retire_grant, revoke_grant
from sealcanvas.kms.find import find_key
from sealcanvas.kms.generate_data_key import generate_data_key, generate_data_key_without_plaintext
from sealcanvas.kms.generate_data_key_pair import generate_data_key_pair, generate_data_key_pair_without_plaintext
from sealcanvas.kms.generate_random import generate_random
from sealcanvas.kms.get_public_key import get_public_key
from sealcanvas.kms.imported.delete_imported_key_material import delete_imported_key_material
from sealcanvas.kms.imported.expiry import expire_due
from sealcanvas.kms.imported.get_parameters_for_import import get_parameters_for_import
from sealcanvas.kms.imported.import_key_material import import_key_material
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_policy import get_key_policy, list_key_policies, put_key_policy
from sealcanvas.kms.key_state import disable_key, enable_key
from sealcanvas.kms.key_stores.connect_custom_key_store import connect_custom_key_store
from sealcanvas.kms.key_stores.create_custom_key_store import create_custom_key_store
from sealcanvas.kms.key_stores.delete_custom_key_store import delete_custom_key_store
from sealcanvas.kms.key_stores.describe_custom_key_stores import describe_custom_key_stores
from sealcanvas.kms.key_stores.disconnect_custom_key_store import disconnect_custom_key_store
from sealcanvas.kms.key_stores.update_custom_key_store import update_custom_key_store
from sealcanvas.kms.last_usage.get_key_last_usage import get_key_last_usage
from sealcanvas.kms.list_grants import list_grants, list_retirable_grants
from sealcanvas.kms.list_keys import list_keys
from sealcanvas.kms.list_rotations import list_key_rotations
from sealcanvas.kms.mac import generate_mac, verify_mac
from sealcanvas.kms.managed import managed_key
from sealcanvas.kms.re_encrypt import re_encrypt
from sealcanvas.kms.regions.replicate_key import replicate_key
from sealcanvas.kms.regions.update_primary_region import update_primary_region
from sealcanvas.kms.rotate_on_demand import rotate_key_on_demand
from sealcanvas.kms.rotation import disable_key_rotation, enable_key_rotation, get_key_rotation_status
from sealcanvas.kms.rotation_due import rotate_due
from sealcanvas.kms.service import kms
from sealcanvas.kms.sign import sign
from sealcanvas.kms.tags import list_resource_tags, tag_resource, untag_resource
from sealcanvas.kms.verify import verify

__all__ = [
    "Key",
    "cancel_key_deletion",
    "connect_custom_key_store",
    "create_alias",
    "create_custom_key_store",
    "create_grant",
    "create_key",
    "decapsulate",
    "decrypt",
    "delete_alias",
    "delete_custom_key_store",
    "delete_imported_key_material",
    "derive_shared_secret",
    "describe_custom_key_stores",
    "describe_key",
    "destroy_due",
    "disable_key",
    "disable_key_rotation",
    "disconnect_custom_key_store",
    "enable_key",
    "enable_key_rotation",
    "encapsulate",
    "encrypt",
    "expire_due",
    "find_key",
    "generate_data_key",
    "generate_data_key_pair",
    "generate_data_key_pair_without_plaintext",
    "generate_data_key_without_plaintext",
    "generate_mac",
    "generate_random",
    "get_key_last_usage",
    "get_key_policy",
    "get_key_rotation_status",
    "get_parameters_for_import",
    "get_public_key",
    "import_key_material",
    "kms",
    "list_aliases",
    "list_grants",
    "list_key_policies",
    "list_key_rotations",
    "list_keys",
    "list_resource_tags",
    "list_retirable_grants",
    "managed_key",
    "put_key_policy",
    "re_encrypt",
    "replicate_key",
    "retire_grant",
    "revoke_grant",
    "rotate_due",
    "rotate_key_on_demand",
    "schedule_key_deletion",
    "sign",
    "tag_resource",
    "untag_resource",
    "update_alias",
    "update_custom_key_store",
    "update_key_description",
    "update_primary_region",
    "verify",
    "verify_mac",
]
