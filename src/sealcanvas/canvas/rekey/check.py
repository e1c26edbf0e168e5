"""Each artifact opened and authenticated to its last byte, as whoever may open it; nothing of it is kept."""

from sqlalchemy import select

from sealcanvas.canvas.rekey.domain_volumes import open_as_service
from sealcanvas.canvas.rekey.forecast_stores import Store
from sealcanvas.canvas.rekey.objects import Lying
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import decrypt
from sealcanvas.s3 import get_object
from sealcanvas.s3.errors import NoSuchKey, PreconditionFailed
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.file import verify_file
from sealcanvas.volumes.former_keys import WrappedKey, key_of_file, key_of_volume
from sealcanvas.volumes.references import blobs_of
from sealcanvas.volumes.tables import volume_files


def check_volume_file(instance: Instance, domain: Stored, volume_id: str, blob_id: str) -> bool:
    """Authenticate a file under its volume's key; False where it is gone.

    Raises:
        ServiceError: KMS refuses the service principal.
        CryptoError: it is not what was written.
    """
    try:
        key = open_as_service(instance, domain, volume_id, key_of_file(instance, volume_id, blob_id))
    except KeyError:
        return False
    try:
        return _authentic(instance, volume_id, blob_id, key)
    finally:
        key.wipe()


def check_object(role: Call, lying: Lying) -> bool:
    """Read an object whole; False where it was written or deleted meanwhile.

    Raises:
        ServiceError: S3 or KMS refuses the role, or the beginning is not authentic.
        CryptoError: it is not what was written.
    """
    request = {"Bucket": lying.place.bucket, "Key": lying.record.key, "IfMatch": lying.record.etag}
    try:
        body = get_object(role, request)["Body"]
    except (NoSuchKey, PreconditionFailed):
        return False
    try:
        for _block in body:
            pass
    finally:
        body.close()
    return True


def check_store(instance: Instance, store: Store) -> bool:
    """Authenticate a store's files as its Forecast role; False where the store changed meanwhile.

    Raises:
        ServiceError: KMS refuses the role.
        CryptoError: a file is not what was written.
    """
    volume = store.volume
    key = Secret(decrypt(store.role(instance), volume.decrypt_request())["Plaintext"])
    statement = select(volume_files.c.blob_id).where(volume_files.c.volume_id == volume.volume_id)
    with instance.database.read() as connection:
        blobs = connection.execute(statement).scalars().all()
    try:
        return all(_authentic(instance, volume.volume_id, blob_id, key) for blob_id in blobs)
    except CryptoError:
        if _unchanged(instance, volume.volume_id, WrappedKey(volume.key_arn, volume.wrapped_key)):
            raise
        return False
    finally:
        key.wipe()


def _authentic(instance: Instance, volume_id: str, blob_id: str, key: Secret) -> bool:
    try:
        with instance.volumes.open(blob_id) as source:
            verify_file(source, key, volume_id, blob_id)
    except FileNotFoundError:
        with instance.database.read() as connection:
            if blob_id in blobs_of(connection, volume_id):
                raise
        return False
    return True


def _unchanged(instance: Instance, volume_id: str, key: WrappedKey) -> bool:
    try:
        return key_of_volume(instance, volume_id) == key
    except KeyError:
        return False
