"""The files that an import reads: found, and their keys asked for, as the role and before anything is written."""

from typing import Any

from sealcanvas.forecast.errors import AccessDeniedException, InvalidInputException
from sealcanvas.forecast.quotas import FILES
from sealcanvas.s3 import head_object, list_objects_v2
from sealcanvas.s3.errors import AccessDenied, NoSuchKey
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError

_MOST_NAMES = 500_000  # characters; a job's payload has at most 1 MiB


def input_files(role: Call, path: str, suffix: str) -> tuple[list[dict[str, str]], list[str]]:
    """The objects at `path`, and the KMS keys that seal them.

    Args:
        role: a call of the role that will read them.
        path: an object's S3 URI, or a folder's, whose files end in `suffix`.

    Returns:
        [{"bucket", "key"}, …] in order, and the keys' ARNs, each once.

    Raises:
        AccessDeniedException: the role may not read them: S3's own sentence, or KMS's.
        InvalidInputException: there are none, or too many, or a key cannot be used.
    """
    try:
        bucket, key = parse_uri(path)
        found = _find(role, bucket, key, suffix)
    except ValueError:
        raise InvalidInputException(f"The S3 path {path} is not valid.") from None
    except AccessDenied as error:
        raise AccessDeniedException(error.decision, error.message) from None
    except ServiceError as error:
        # KMS's own words name the key alone.
        by = f" (kms:Decrypt as {role.principal.role_arn})" if error.code.startswith("KMS.") else ""
        raise InvalidInputException(f"Cannot read {path}: {error.message}{by}") from None
    if not found:
        raise InvalidInputException(f"The S3 path {path} holds no file.")
    files = [{"bucket": bucket, "key": name} for name, _ in found]
    return files, list(dict.fromkeys(key_arn for _, key_arn in found if key_arn))


def _find(role: Call, bucket: str, key: str, suffix: str) -> list[tuple[str, str]]:
    if key and not key.endswith("/"):
        try:
            return [(key, _key_of(role, bucket, key))]
        except NoSuchKey:
            key += "/"
    names: list[str] = []
    request: dict[str, Any] = {"Bucket": bucket, "Prefix": key}
    while True:
        answer = list_objects_v2(role, request)
        names += [each["Key"] for each in answer.get("Contents", []) if each["Key"].lower().endswith(suffix)]
        if len(names) > FILES or sum(map(len, names)) > _MOST_NAMES:
            raise InvalidInputException(
                f"s3://{bucket}/{key} holds more than {FILES} files, or names that are too long."
            )
        if not answer.get("IsTruncated"):
            return [(name, _key_of(role, bucket, name)) for name in names]
        request["ContinuationToken"] = answer["NextContinuationToken"]


def _key_of(role: Call, bucket: str, key: str) -> str:
    return str(head_object(role, {"Bucket": bucket, "Key": key}).get("SSEKMSKeyId") or "")
