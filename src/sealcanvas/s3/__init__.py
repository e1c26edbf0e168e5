"""The sealed object store: every object under its own data key, KMS asked as the caller."""

from sealcanvas.s3.abort_multipart_upload import abort_multipart_upload
from sealcanvas.s3.bucket_encryption import delete_bucket_encryption, get_bucket_encryption, put_bucket_encryption
from sealcanvas.s3.bucket_policy import delete_bucket_policy, get_bucket_policy, put_bucket_policy
from sealcanvas.s3.bucket_tagging import delete_bucket_tagging, get_bucket_tagging, put_bucket_tagging
from sealcanvas.s3.complete_multipart_upload import complete_multipart_upload
from sealcanvas.s3.copy_object import copy_object
from sealcanvas.s3.create_bucket import create_bucket
from sealcanvas.s3.create_multipart_upload import create_multipart_upload
from sealcanvas.s3.delete_bucket import delete_bucket
from sealcanvas.s3.delete_object import delete_object, delete_objects
from sealcanvas.s3.get_object import get_object, head_object
from sealcanvas.s3.head_bucket import get_bucket_location, head_bucket
from sealcanvas.s3.lifecycle.configuration import (
    delete_bucket_lifecycle,
    get_bucket_lifecycle_configuration,
    put_bucket_lifecycle_configuration,
)
from sealcanvas.s3.list_buckets import list_buckets
from sealcanvas.s3.list_multipart_uploads import list_multipart_uploads
from sealcanvas.s3.list_objects import list_objects, list_objects_v2
from sealcanvas.s3.list_parts import list_parts
from sealcanvas.s3.object_attributes import get_object_attributes
from sealcanvas.s3.object_tags.object_tagging import delete_object_tagging, get_object_tagging, put_object_tagging
from sealcanvas.s3.put_object import put_object
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings import not_configured as _not_configured  # noqa: F401 - registers its operations
from sealcanvas.s3.settings.acl import get_bucket_acl, get_object_acl, put_bucket_acl, put_object_acl
from sealcanvas.s3.settings.cors import delete_bucket_cors, get_bucket_cors, put_bucket_cors
from sealcanvas.s3.settings.notification import (
    get_bucket_notification_configuration,
    put_bucket_notification_configuration,
)
from sealcanvas.s3.settings.ownership import (
    delete_bucket_ownership_controls,
    get_bucket_ownership_controls,
    put_bucket_ownership_controls,
)
from sealcanvas.s3.settings.policy_status import get_bucket_policy_status
from sealcanvas.s3.settings.public_access_block import (
    delete_public_access_block,
    get_public_access_block,
    put_public_access_block,
)
from sealcanvas.s3.upload_part import upload_part, upload_part_copy
from sealcanvas.s3.versions.bucket_versioning import get_bucket_versioning, put_bucket_versioning
from sealcanvas.s3.versions.list_object_versions import list_object_versions

__all__ = [
    "abort_multipart_upload",
    "complete_multipart_upload",
    "copy_object",
    "create_bucket",
    "create_multipart_upload",
    "delete_bucket",
    "delete_bucket_cors",
    "delete_bucket_encryption",
    "delete_bucket_lifecycle",
    "delete_bucket_ownership_controls",
    "delete_bucket_policy",
    "delete_bucket_tagging",
    "delete_object",
    "delete_object_tagging",
    "delete_objects",
    "delete_public_access_block",
    "get_bucket_acl",
    "get_bucket_cors",
    "get_bucket_encryption",
    "get_bucket_lifecycle_configuration",
    "get_bucket_location",
    "get_bucket_notification_configuration",
    "get_bucket_ownership_controls",
    "get_bucket_policy",
    "get_bucket_policy_status",
    "get_bucket_tagging",
    "get_bucket_versioning",
    "get_object",
    "get_object_acl",
    "get_object_attributes",
    "get_object_tagging",
    "get_public_access_block",
    "head_bucket",
    "head_object",
    "list_buckets",
    "list_multipart_uploads",
    "list_object_versions",
    "list_objects",
    "list_objects_v2",
    "list_parts",
    "put_bucket_acl",
    "put_bucket_cors",
    "put_bucket_encryption",
    "put_bucket_lifecycle_configuration",
    "put_bucket_notification_configuration",
    "put_bucket_ownership_controls",
    "put_bucket_policy",
    "put_bucket_tagging",
    "put_bucket_versioning",
    "put_object",
    "put_object_acl",
    "put_object_tagging",
    "put_public_access_block",
    "s3",
    "upload_part",
    "upload_part_copy",
]
