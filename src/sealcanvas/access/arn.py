"""The fields that every ARN has: arn:PARTITION:SERVICE:REGION:ACCOUNT:RESOURCE."""


def region_of(arn: str) -> str:
    """The region in an ARN; "" where it has none, or where the text is no ARN."""
    return _field(arn, 3)


def account_of(arn: str) -> str:
    """The account in an ARN; "" where it has none, or where the text is no ARN."""
    return _field(arn, 4)


def _field(arn: str, number: int) -> str:
    fields = arn.split(":", 5)
    return fields[number] if len(fields) == 6 else ""
