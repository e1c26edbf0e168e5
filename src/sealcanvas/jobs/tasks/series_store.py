"""Forecast's store files as a worker has them: their data key is opened by KMS at every use, as the job's role."""

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from sealcanvas.crypto.secret import Secret
from sealcanvas.jobs.failures import is_refusal, refusal
from sealcanvas.jobs.working.interruption import KeyRefused
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import open_file, seal_file

if TYPE_CHECKING:
    from sealcanvas.jobs.context import TaskContext


def read_store(context: "TaskContext", place: dict[str, str]) -> bytes:
    """A store file's content.

    Args:
        place: volume_id, key_arn, wrapped_key (base64), file_id and path, as the server told them.

    Raises:
        KeyRefused: KMS refused Decrypt.
        Tampered: the file is not what was sealed.
    """
    key = _open(context, place)
    with Path(place["path"]).open("rb", buffering=0) as source:
        return open_file(source, key, place["volume_id"], place["file_id"])


def write_store(context: "TaskContext", place: dict[str, str], data: bytes) -> None:
    """Seal a file for the server to take up; what an earlier attempt left is replaced.

    Raises:
        KeyRefused: KMS refused Decrypt; nothing was written.
    """
    key = _open(context, place)
    path = Path(place["path"])
    path.unlink(missing_ok=True)
    with path.open("xb", buffering=0) as sink:
        path.chmod(0o600)
        seal_file(sink, key, place["key_arn"], place["volume_id"], place["file_id"], data)


def _open(context: "TaskContext", place: dict[str, str]) -> Secret:
    context.check()
    try:
        answer = context.client("kms").decrypt(
            KeyId=place["key_arn"],
            CiphertextBlob=base64.b64decode(place["wrapped_key"]),
            EncryptionContext=encryption_context(place["volume_id"]),
        )
    except Exception as error:
        if is_refusal(error):
            raise KeyRefused(refusal(error, place["key_arn"], "kms:Decrypt", context.role_arn)) from None
        raise
    return Secret(answer["Plaintext"])
