"""Looking for something that may not be there."""

from collections.abc import Callable
from typing import Any

from botocore.exceptions import ClientError


def unless(describe: Callable[..., Any], missing: str, **parameters: Any) -> dict[str, Any] | None:
    """What a describe operation answers; None if it refuses with the code `missing`.

    Raises:
        ClientError: any other refusal.
    """
    try:
        answer: dict[str, Any] = describe(**parameters)
    except ClientError as error:
        if error.response["Error"]["Code"] == missing:
            return None
        raise
    return answer
