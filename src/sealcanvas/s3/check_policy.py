"""What PutBucketPolicy asks of a policy besides its syntax."""

import json
from typing import Any

from sealcanvas.access.linter import admit
from sealcanvas.access.policy import PolicySyntaxError
from sealcanvas.iam.principals import exists
from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.errors import MalformedPolicy
from sealcanvas.service.instance import Instance

MAXIMUM_BYTES = 20_480


def check_bucket_policy(instance: Instance, bucket: Bucket, text: str) -> None:
    """Refuse a policy that AWS refuses.

    Raises:
        MalformedPolicy: over 20 KB; bad syntax (line, column and what is wrong stand in the message); a principal
            that does not exist; a resource outside the bucket.
    """
    if len(text.encode()) > MAXIMUM_BYTES:
        raise MalformedPolicy("The policy exceeds the maximum allowed document size")
    try:
        document = admit(text, "bucket")
    except PolicySyntaxError as error:
        raise MalformedPolicy(error.message, Line=str(error.line), Column=str(error.column)) from error
    for principal in sorted(document.principals()):
        if not exists(instance, principal):
            raise MalformedPolicy("Invalid principal in policy", Detail=f'"AWS" : "{principal}"')
    arn = f"arn:aws:s3:::{bucket.name}"
    for statement in _list(json.loads(text).get("Statement")):
        for resource in [*_list(statement.get("Resource")), *_list(statement.get("NotResource"))]:
            if (
                resource != "*"
                and resource != arn
                and not resource.startswith((f"{arn}/", f"{arn}*", "arn:aws:s3:::*"))
            ):
                raise MalformedPolicy("Policy has invalid resource", Detail=str(resource)[:256])


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]
