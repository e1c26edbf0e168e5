"""The kinds of session: of an IAM user, of a role that an identity provider led to, or of a user profile."""

from typing import Literal

Kind = Literal["user", "role", "user-profile"]
