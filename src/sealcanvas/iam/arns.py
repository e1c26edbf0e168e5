"""IAM's ARNs: arn:aws:iam::ACCOUNT:KIND/PATH/NAME, taken apart and put together; the forms of other principals."""

import re
from dataclasses import dataclass

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_NAME = r"[\w+=,.@-]+"
_PATH = r"/(?:[\x21-\x7e]+/)?"
_IAM = re.compile(rf"arn:aws:iam::(\d{{12}}|aws):(role|user|group|policy)({_PATH})({_NAME})", re.ASCII)

ROLE_SESSION = re.compile(r"arn:aws:sts::(\d{12}):assumed-role/([\w+=,.@-]{1,64})/([\w+=,.@-]{2,64})", re.ASCII)
"""The ARN of a role session: account, role name, session name."""

FEDERATED_USER = re.compile(r"arn:aws:sts::(\d{12}):federated-user/([\w+=,.@-]{2,32})", re.ASCII)
"""The ARN of a federated user: account and name."""

SERVICE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)*\.amazonaws\.com(?:\.cn)?", re.ASCII)
"""The host of a service principal."""


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
