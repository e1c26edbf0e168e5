"""What a running job left on its sealed volume, opened as the role that the job acts as."""

from sqlalchemy import select

from sealcanvas.crypto.secret import Secret
from sealcanvas.jobs.job import Job
from sealcanvas.kms import decrypt
from sealcanvas.service.call import Call
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import open_file
from sealcanvas.volumes.job_folder import job_volumes_folder
from sealcanvas.volumes.left_file import NotAFile, only_file_in
from sealcanvas.volumes.tables import volumes


class NoJobFile(Exception):
    """The job has no volume any more, or not exactly one file of sensible size on it."""


def only_file(call: Call, job: Job, limit: int) -> bytes:
    """The content of the one file on a job's volume.

    Args:
        call: as the job's role; KMS is asked to Decrypt the volume's key.
        limit: bytes on disk at most.

    Raises:
        NoJobFile: see there.
        ServiceError: KMS's refusal.
        NotSealed, Tampered, Truncated: it is not the file that was sealed.
    """
    statement = (
        select(volumes)
        .where(volumes.c.owner_index == job.arn, volumes.c.volume_id.like("vol-%"))
        .order_by(volumes.c.created_at.desc())
        .limit(1)
    )
    with call.instance.database.read() as connection:
        row = connection.execute(statement).one_or_none()
    if row is None:
        raise NoJobFile
    try:
        name, source = only_file_in(job_volumes_folder(call.instance) / row.volume_id, limit)
    except NotAFile:
        raise NoJobFile from None
    request = {
        "KeyId": row.key_arn,
        "CiphertextBlob": row.wrapped_key,
        "EncryptionContext": encryption_context(row.volume_id),
    }
    key = Secret(decrypt(call, request)["Plaintext"])
    return open_file(source, key, row.volume_id, name)
