"""The one error of the wire layer: a request that cannot be understood, breaks its model or is wrongly signed."""

from __future__ import annotations

from typing import Any


class WireError(Exception):
    """A refusal with AWS's own code and text.

    code: as on the wire. status: HTTP status. members: further fields of the error, as AWS names them.
    """

    def __init__(self, code: str, message: str, status: int = 400, /, **members: Any) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.message = message
        self.status = status
        self.members: dict[str, Any] = members
