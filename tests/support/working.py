"""An instance with its worker door open and a supervisor at work, inside the test's own process; real time."""

import json
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.crypto.secret import Secret
from sealcanvas.iam import iam
from sealcanvas.jobs.job import Job, JobSpec
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import find, submit
from sealcanvas.jobs.supervision.settings import Bounds
from sealcanvas.jobs.supervision.supervisor import Supervisor
from sealcanvas.kms import kms
from sealcanvas.server.asgi import Application
from sealcanvas.server.compose import open_instance
from sealcanvas.server.door import Door
from sealcanvas.server.http import BackgroundServer
from sealcanvas.server.run import utc_now
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, REGION, call_as

TASKS = Path(__file__).with_name("worker_tasks.py")
NAMES = (
    "echo",
    "refuse",
    "work",
    "hoard",
    "hurry",
    "deaf",
    "crash",
    "spill",
    "look",
    "overreach",
    "hire",
    "staged",
    "trespass",
)


@dataclass(slots=True)
class Working:
    """A running world: an instance, a role that sagemaker may assume, a key that lets the role use it."""

    instance: Instance
    endpoint: str
    role_arn: str
    key_arn: str
    supervisor: Supervisor

    @property
    def root(self) -> Call:
        """A call of the account's root."""
        return call_as(self.instance, Principal.root(ACCOUNT))

    def let(self, *actions: str) -> None:
        """Let the role do `actions` with the key, by the key's policy, and nothing else."""
        statements: list[dict[str, Any]] = [
            {
                "Effect": "Allow",
                "Principal": {"AWS": f"arn:aws:iam::{ACCOUNT}:root"},
                "Action": "kms:*",
                "Resource": "*",
            }
        ]
        if actions:
            statements.append(
                {"Effect": "Allow", "Principal": {"AWS": self.role_arn}, "Action": list(actions), "Resource": "*"}
            )
        policy = json.dumps({"Version": "2012-10-17", "Statement": statements})
        kms.operations["PutKeyPolicy"](self.root, {"KeyId": self.key_arn, "PolicyName": "default", "Policy": policy})

    def policy(self, *statements: dict[str, Any]) -> None:
        """Give the role an identity policy of these statements."""
        document = json.dumps({"Version": "2012-10-17", "Statement": list(statements)})
        request = {"RoleName": "Runner", "PolicyName": "p", "PolicyDocument": document}
        iam.operations["PutRolePolicy"](self.root, request)

    def start(
        self,
        name: str,
        task: str,
        *,
        idempotent: bool = True,
        priority: Priority = Priority.STANDARD,
        **payload: Any,
    ) -> str:
        """Submit a job of a task of `worker_tasks`; its ARN."""
        arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:automl-job/{name}"
        spec = JobSpec(
            kind="test",
            arn=arn,
            role_arn=self.role_arn,
            service="sagemaker",
            task=task,
            payload=payload,
            volume_key=self.key_arn,
            idempotent=idempotent,
            priority=priority,
        )
        submit(self.root, spec)
        return arn

    def wait(self, arn: str, until: Callable[[Job], bool] = lambda job: job.state.final, seconds: float = 40) -> Job:
        """The job, once it is over (or `until` holds)."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            job = find(self.instance, arn)
            if job is not None and until(job):
                return job
            time.sleep(0.05)
        raise AssertionError(f"{arn} did not get there: {find(self.instance, arn)}")


@contextmanager
def working(
    home: Path, bounds: Bounds | None = None, *, slots: int = 1, preload: tuple[str, ...] = ()
) -> Iterator[Working]:
    """A world that works until the block ends."""
    home.mkdir(parents=True, exist_ok=True)
    instance = open_instance(home, Secret(bytes(range(32))), account=ACCOUNT, region=REGION, clock=utc_now)
    root = call_as(instance, Principal.root(ACCOUNT))
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.operations["CreateRole"](root, {"RoleName": "Runner", "AssumeRolePolicyDocument": document})["Role"]
    key = kms.operations["CreateKey"](root, {})["KeyMetadata"]["Arn"]
    with tempfile.TemporaryDirectory(prefix="sealcanvas-test-") as folder:
        endpoint = Path(folder) / "wire.sock"
        application = Application(Door(instance))
        door = BackgroundServer(application, endpoint)
        door.start()
        supervisor = Supervisor(
            instance,
            str(endpoint),
            slots=slots,
            bounds=bounds,
            preload=preload,
            tasks=dict.fromkeys(NAMES, "worker_tasks"),
            import_path=(TASKS.parent,),
        )
        world = Working(instance, str(endpoint), role["Arn"], key, supervisor)
        world.let("kms:GenerateDataKey", "kms:Decrypt")
        supervisor.start()
        try:
            yield world
        finally:
            supervisor.stop(drain_seconds=0)
            door.stop()
            application.close()
            instance.database.close()
