"""EvalResourceName of a result over several resources: what their ARNs have in common, as AWS writes it."""

import re
from collections.abc import Sequence

_TEMPLATES = (
    (r"arn:[a-z-]+:s3:::[^/]+", "arn:${Partition}:s3:::${BucketName}"),
    (r"arn:[a-z-]+:s3:::[^/]+/.*", "arn:${Partition}:s3:::${BucketName}/${KeyName}"),
    (r"arn:[a-z-]+:kms:[^:]*:[^:]*:key/.*", "arn:${Partition}:kms:${Region}:${Account}:key/${KeyId}"),
    (r"arn:[a-z-]+:kms:[^:]*:[^:]*:alias/.*", "arn:${Partition}:kms:${Region}:${Account}:alias/${Alias}"),
    (r"arn:[a-z-]+:iam::[^:]*:role/.*", "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}"),
    (r"arn:[a-z-]+:iam::[^:]*:user/.*", "arn:${Partition}:iam::${Account}:user/${UserNameWithPath}"),
    (r"arn:[a-z-]+:iam::[^:]*:group/.*", "arn:${Partition}:iam::${Account}:group/${GroupNameWithPath}"),
    (r"arn:[a-z-]+:iam::[^:]*:policy/.*", "arn:${Partition}:iam::${Account}:policy/${PolicyNameWithPath}"),
)
"""Source: Service Authorization Reference, the resource types of Amazon S3, AWS KMS and IAM."""


def arn_template(resources: Sequence[str]) -> str:
    """The one resource's own name; of several the template that fits them all; `*` where there is none."""
    if len(resources) == 1:
        return resources[0]
    for pattern, template in _TEMPLATES:
        if all(re.fullmatch(pattern, resource, re.DOTALL) for resource in resources):
            return template
    return "*"
