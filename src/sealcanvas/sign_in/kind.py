"""The kinds of sign-in: of an IAM user, or of a user profile of SageMaker's."""

from typing import Literal

Kind = Literal["user", "user-profile"]
