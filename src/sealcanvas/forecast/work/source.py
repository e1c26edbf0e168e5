"""An S3Config that a request reads from: its role passed, its files found, every key of it asked for."""

from collections.abc import Iterable
from typing import Any

from sealcanvas.forecast.errors import InvalidInputException
from sealcanvas.forecast.keys.encryption import require_access
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.forecast.work.input_files import input_files
from sealcanvas.service.call import Call


def file_format(request: dict[str, Any]) -> str:
    """CSV, the default, or PARQUET.

    Raises:
        InvalidInputException: another Format.
    """
    form: str = request.get("Format", "CSV")
    if form not in ("CSV", "PARQUET"):
        raise InvalidInputException(f"Format '{form}' is not valid. Give CSV or PARQUET.")
    return form


def read_source(
    call: Call, source: dict[str, str], form: str, for_arn: str, key_arns: Iterable[str | None]
) -> list[dict[str, str]]:
    """The files of an S3Config, which its role may read.

    Args:
        form: CSV or PARQUET; of a folder the files that end so are taken.
        for_arn: the resource that is worked for.
        key_arns: further keys that the role will work with; None stands for an AWS managed one.

    Returns:
        [{"bucket", "key"}, …].

    Raises:
        AccessDeniedException: the caller may not pass the role, or the role lacks one of the six actions, or the files.
        InvalidInputException: the role cannot be assumed, or there is no such file or key.
    """
    role_arn = source["RoleArn"]
    require_access(call, role_arn, [*key_arns, source.get("KMSKeyArn")], for_arn)
    files, keys = input_files(as_role(call, role_arn, for_arn), source["Path"], f".{form.lower()}")
    require_six_actions(call, role_arn, keys, for_arn)
    return files
