"""The names under which related keys go: one ARN but for the Region."""

from sealcanvas.kms.key import Key

_REGION = 3
_PREFIX = "key/mrk-"


def name_in(key_arn: str, region: str) -> str:
    """The ARN of the related key in `region`; whatever else is named comes back as it is."""
    parts = key_arn.split(":")
    if not parts[-1].startswith(_PREFIX):
        return key_arn
    parts[_REGION] = region
    return ":".join(parts)


def seals_for(key: Key, key_arn: str) -> bool:
    """Whether what was sealed under the key with that ARN opens under `key`: it is the same, or a related one."""
    return key_arn == key.arn or (key.multi_region and name_in(key_arn, key.region) == key.arn)
