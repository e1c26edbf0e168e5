"""An instance that hosts models in real processes, with one endpoint's role, key and bundle; real time."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from sealcanvas.iam import iam
from sealcanvas.jobs.serving.hosting import hosts_of
from sealcanvas.jobs.serving.supervisor import HostingSupervisor
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.s3 import create_bucket
from sealcanvas.s3.whole import put_bytes
from sealcanvas.sagemaker import sagemaker, sagemaker_runtime
from sealcanvas.service.call import Call
from sealcanvas.wire.model import load
from sealcanvas.wire.validate import validate
from tests.support.working import Working, working

IMAGE = "sealcanvas/automl-inference:1"


@dataclass(slots=True)
class Hosting:
    """A world in which one endpoint `e` can be made.

    Attributes:
        working: the instance, its worker door, the role and the key.
        supervisor: of the hosted models.
    """

    working: Working
    supervisor: HostingSupervisor
    bounds: Bounds | None = None
    made: list[str] = field(default_factory=list)

    @property
    def root(self) -> Call:
        """A call of the account's root."""
        return self.working.root

    def ask(self, name: str, **request: Any) -> dict[str, Any]:
        """Ask SageMaker as the root user."""
        return sagemaker.operations[name](self.root, request)

    def let_role(self, *actions: str) -> None:
        """Let the role do these with everything, and nothing else."""
        statement = {"Effect": "Allow", "Action": list(actions), "Resource": "*"}
        document = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.operations["PutRolePolicy"](
            self.root, {"RoleName": "Runner", "PolicyName": "own", "PolicyDocument": document}
        )

    def deploy(self, *variants: str, key: str | None = None, **container: Any) -> str:
        """The ARN of an endpoint `e` that is being created, its variants all of the one model."""
        model = {"Image": IMAGE, "ModelDataUrl": "s3://models-1/m.zip", **container}
        self.ask("CreateModel", ModelName="m", ExecutionRoleArn=self.working.role_arn, PrimaryContainer=model)
        names = variants or ("A",)
        config = {
            "EndpointConfigName": "c",
            "KmsKeyId": key or self.working.key_arn,
            "ProductionVariants": [
                {"VariantName": name, "ModelName": "m", "InstanceType": "ml.m5.large", "InitialInstanceCount": 1}
                for name in names
            ],
        }
        self.ask("CreateEndpointConfig", **config)
        arn: str = self.ask("CreateEndpoint", EndpointName="e", EndpointConfigName="c")["EndpointArn"]
        return arn

    def describe(self) -> dict[str, Any]:
        """The endpoint."""
        return self.ask("DescribeEndpoint", EndpointName="e")

    def wait(self, status: str, seconds: float = 60) -> dict[str, Any]:
        """The endpoint, once it has that status."""
        found: dict[str, Any] = self.until(
            lambda: found if (found := self.describe())["EndpointStatus"] == status else None, seconds
        )
        return found

    def until(self, look: Callable[[], Any], seconds: float = 60) -> Any:
        """What `look` gives, once it gives something."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = look()
            if found:
                return found
            time.sleep(0.05)
        raise AssertionError(f"it did not come to that: {self.describe()}")

    def invoke(self, body: bytes = b"0.5,Kobe\n", **members: Any) -> bytes:
        """A model's answer, asked for as over the wire."""
        request = {"EndpointName": "e", "Body": body, "ContentType": "text/csv", **members}
        validate(load("sagemaker-runtime").operations["InvokeEndpoint"], request)
        answer: bytes = sagemaker_runtime.operations["InvokeEndpoint"](replace(self.root), request)["Body"]
        return answer

    def sockets(self) -> set[str]:
        """Where the endpoint's models answer now."""
        arn = f"arn:aws:sagemaker:{self.root.region}:{self.root.account}:endpoint/e"
        return {host.access.socket for host in hosts_of(self.working.instance, arn) if host.access}

    def restart(self) -> None:
        """End the supervisor, as a server does that ends, and start another."""
        self.supervisor.stop()
        self.supervisor = HostingSupervisor(self.working.instance, self.working.endpoint, bounds=self.bounds)
        self.supervisor.start()


@contextmanager
def hosting(home: Path, bundle: bytes, bounds: Bounds | None = None) -> Iterator[Hosting]:
    """A world that hosts until the block ends; its role may read the bundle and use the key."""
    with working(home) as world:
        create_bucket(world.root, {"Bucket": "models-1"})
        put_bytes(world.root, "models-1", "m.zip", bundle, None)
        supervisor = HostingSupervisor(world.instance, world.endpoint, bounds=bounds)
        made = Hosting(world, supervisor, bounds)
        made.let_role("s3:GetObject", "kms:Decrypt")
        supervisor.start()
        try:
            yield made
        finally:
            made.supervisor.stop()
