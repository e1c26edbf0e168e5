"""What kind of resource an ARN names, in CloudFormation's words, by which CloudTrail has it looked up."""

import re

_SERVICES = {
    "forecast": "AWS::Forecast",
    "iam": "AWS::IAM",
    "kms": "AWS::KMS",
    "organizations": "AWS::Organizations",
    "s3": "AWS::S3",
    "sagemaker": "AWS::SageMaker",
    "sealcanvas": "Sealcanvas",
    "sts": "AWS::STS",
}
_SPLIT = re.compile(r"[^A-Za-z0-9]+")


def resource_type(arn: str) -> str:
    """The type, `AWS::KMS::Key`; "" for what is no ARN of a service here."""
    parts = arn.split(":", 5)
    if len(parts) != 6 or parts[2] not in _SERVICES:
        return ""
    service, rest = parts[2], parts[5]
    if service == "s3":
        return f"AWS::S3::{'Object' if '/' in rest else 'Bucket'}"
    kind = re.split(r"[/:]", rest, maxsplit=1)[0]
    return f"{_SERVICES[service]}::{''.join(word[:1].upper() + word[1:] for word in _SPLIT.split(kind))}"


def names_of(arn: str) -> tuple[str, ...]:
    """Every name that finds the resource: its ARN, its last part, and an object's bucket."""
    rest = arn.split(":", 5)[-1]
    names = [arn, *([rest] if arn.startswith("arn:aws:s3:::") else []), re.split(r"[/:]", arn)[-1]]
    if arn.startswith("arn:aws:s3:::") and "/" in rest:
        bucket = rest.partition("/")[0]
        names += [bucket, f"arn:aws:s3:::{bucket}"]
    return tuple(dict.fromkeys(name for name in names if name))
