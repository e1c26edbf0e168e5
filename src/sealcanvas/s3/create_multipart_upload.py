"""CreateMultipartUpload: kms:GenerateDataKey is asked as the caller; its data key seals every part."""

import secrets

from sqlalchemy import insert

from sealcanvas.s3.checksum_plan import choose_checksum
from sealcanvas.s3.data_keys import new_data_key
from sealcanvas.s3.encryption import choose_encryption
from sealcanvas.s3.lifecycle.told import abort_of
from sealcanvas.s3.object_tags.permission import check_tags_given
from sealcanvas.s3.service import s3
from sealcanvas.s3.stored_headers import attributes_of
from sealcanvas.s3.tables import uploads
from sealcanvas.s3.target import ObjectTarget, object_to_write, write_conditions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@s3.operation("CreateMultipartUpload", action="s3:PutObject", resource=object_to_write, conditions=write_conditions)
def create_multipart_upload(call: Call, target: ObjectTarget, request: Request) -> Request:
    """Begin an upload in parts."""
    encryption = target.encryption or choose_encryption(call, target.bucket, request)
    attributes = attributes_of(request)
    check_tags_given(call, target, attributes["tags"])
    name, kind, declared = choose_checksum(request)
    data_key, wrapped = new_data_key(call, target.bucket, target.key, encryption)
    data_key.wipe()
    upload_id = secrets.token_urlsafe(48)
    now = call.instance.clock()
    initiator = {"ID": call.principal.arn, "DisplayName": call.principal.principal_id}
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(uploads).values(
                upload_id=upload_id,
                bucket_id=target.bucket.bucket_id,
                key_index=target.key,
                key=target.key,
                created_at=now,
                key_arn=encryption.key_arn,
                wrapped_key=wrapped,
                attributes={
                    **attributes,
                    "purpose": call.purpose,
                    "encryption": encryption.to_json(),
                    "checksum_name": name,
                    "checksum_kind": kind,
                    "checksum_declared": declared,
                    "initiator": initiator,
                },
            )
        )
    answer = {"Bucket": target.bucket.name, "Key": target.key, "UploadId": upload_id, **encryption.echo()}
    if declared:
        answer |= {"ChecksumAlgorithm": name, "ChecksumType": kind}
    return answer | abort_of(call.instance, target.bucket, target.key, now)
