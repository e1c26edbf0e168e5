"""Which Regions there are: those that AWS names in the partition `aws`; each is the one that a request is signed for.

Source: the partitions' `regionRegex` in AWS's endpoint rules.
"""

import re

from sealcanvas.service.errors import ValidationException

_HERE = re.compile(r"(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+")
_ELSEWHERE = re.compile(r"cn-\w+-\d+|us-gov-\w+-\d+|us-isof?-\w+-\d+|us-isob-\w+-\d+|eu-isoe-\w+-\d+|eusc-\w+-\w+-\d+")
_DIRECTIONS = re.compile(r"\w+-(north|south|east|west|central|northeast|northwest|southeast|southwest)-\d+")


def require_region(region: str) -> None:
    """Refuse a Region that can have no replica key.

    Raises:
        ValidationException: it is no Region, or one of another partition.
    """
    if _ELSEWHERE.fullmatch(region):
        raise ValidationException("The replica key Region must be in the same AWS partition as the primary key Region.")
    if not _HERE.fullmatch(region) or not _DIRECTIONS.fullmatch(region):
        raise ValidationException(
            f"Region {region} is not a valid Region or multi-Region keys are not supported in Region {region}."
        )
