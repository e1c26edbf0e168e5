"""What the demo has made so far, and the boto3 clients it made it with."""

import time
from dataclasses import dataclass, field
from typing import Any

import boto3
from botocore.config import Config

from sealcanvas.demo.timeline import Timeline


class DemoFailed(Exception):
    """Something did not happen as the document promises; the message says what."""


@dataclass(slots=True)
class World:
    """The state of the story.

    Attributes:
        admin: a session of the account's administrator.
        role: a session of the user's execution role, once it exists.
        keys: key ARNs by "key 1", "key 2" and "key 3".
        datasets, versions, predictions: ids by the data set's name.
    """

    endpoint: str
    account: str
    region: str
    admin: boto3.Session
    timeline: Timeline
    role: boto3.Session | None = None
    keys: dict[str, str] = field(default_factory=dict)
    role_arn: str = ""
    forecast_role_arn: str = ""
    bucket: str = ""
    domain_id: str = ""
    profile: str = "ana"
    datasets: dict[str, str] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    predictions: dict[str, str] = field(default_factory=dict)

    def client(self, service: str, *, as_role: bool = False) -> Any:
        """An unmodified boto3 client of the administrator, or of the role."""
        session = self.role if as_role else self.admin
        if session is None:
            raise DemoFailed("the role has no session yet")
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return session.client(service, endpoint_url=self.endpoint, config=config)

    @staticmethod
    def pause() -> None:
        """Wait as long as a polling user waits."""
        time.sleep(0.2)

    @property
    def default_bucket(self) -> str:
        """The bucket that Canvas keeps everything in."""
        return f"sagemaker-{self.region}-{self.account}"


def wait_until_settled(
    describe: Any, *, unsettled: set[str], seconds: float = 180, **parameters: Any
) -> dict[str, Any]:
    """Poll a describe operation, as a user would, until its Status is none of `unsettled`.

    Raises:
        DemoFailed: it did not settle in time.
    """
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        answer: dict[str, Any] = describe(**parameters)
        if answer["Status"] not in unsettled:
            return answer
        time.sleep(0.2)
    raise DemoFailed(f"{parameters} did not settle within {seconds:.0f} seconds")
