"""IAM's ARNs: arn:aws:iam::ACCOUNT:KIND/PATH/NAME, taken apart and put together."""

import re
from dataclasses import dataclass

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_NAME = r"[\w+=,.@-]+"
_PATH = r"/(?:[\x21-\x7e]+/)?"
_IAM = re.compile(rf"arn:aws:iam::(\d{{12}}|aws):(role|user|group|policy)({_PATH})({_NAME})", re.ASCII)


@dataclass(frozen=True, slots=True)
class IamArn:
    """The parts of a role's, user's, group's or policy's ARN; `account` is "aws" for AWS managed policies."""

    account: str
    kind: str
    path: str
    name: str

    @classmethod
    def parse(cls, text: str) -> "IamArn | None":
        """The parts of `text`, or None if it is no such ARN."""
        found = _IAM.fullmatch(text)
        return cls(*found.groups()) if found else None

    def __str__(self) -> str:
        return f"arn:aws:iam::{self.account}:{self.kind}{self.path}{self.name}"


def is_account(text: str) -> bool:
    """Tell whether `text` is a well-formed account id."""
    return _ACCOUNT.fullmatch(text) is not None
