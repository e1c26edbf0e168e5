"""State folders whose root key is kept by each keeper there is, and how each of them refuses."""

import hashlib
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from sealcanvas.access.principal import Principal
from sealcanvas.cli import cli
from sealcanvas.iam import iam
from sealcanvas.kms import kms
from sealcanvas.s3 import s3
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened
from sealcanvas.service.body import BytesBody
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT, call_as

PASSPHRASE = "correct horse battery 814 staple"
CONTEXT = {"for": "the root"}
SECRET = b"what lies under the root key"


@dataclass(frozen=True, slots=True)
class Keeping:
    """A keeper of root keys, as a person has it.

    Attributes:
        locator: what `--root` says.
        environment: the variables that it needs, names of files among them.
        refusals: by a name, what makes it refuse, and a piece of what is then told.
    """

    locator: str
    environment: dict[str, str]
    refusals: dict[str, tuple[Callable[[dict[str, str]], None], str]] = field(default_factory=dict)


@dataclass(slots=True)
class RootWorld:
    """One state folder."""

    folder: Path
    environment: dict[str, str]
    blob: bytes = b""
    key: str = ""

    @property
    def state(self) -> Path:
        """The state folder."""
        return self.folder / "state"

    @property
    def home(self) -> Home:
        """The state folder, to be opened."""
        return Home(self.state, self.environment)

    def start(self, locator: str) -> None:
        """A first start with that keeper, and some work: users, keys, an object, records."""
        home = Home(self.state, {**self.environment, "SEALCANVAS_ROOT": locator})
        home.lock()
        home.create(ACCOUNT)
        home.close()
        home.unlock()
        with opened(self.home) as instance:
            call = call_as(instance, Principal.root(ACCOUNT))
            iam.operations["CreateUser"](call, {"UserName": "jane"})
            self.key = kms.operations["CreateKey"](call, {"Description": "payroll"})["KeyMetadata"]["Arn"]
            kms.operations["RotateKeyOnDemand"](call, {"KeyId": self.key})
            made = kms.operations["Encrypt"](
                call, {"KeyId": self.key, "Plaintext": SECRET, "EncryptionContext": CONTEXT}
            )
            self.blob = made["CiphertextBlob"]
            s3.operations["CreateBucket"](call, {"Bucket": "payroll"})
            body = {"Bucket": "payroll", "Key": "june.csv", "Body": BytesBody(SECRET)}
            s3.operations["PutObject"](call, {**body, "ServerSideEncryption": "AES256"})

    def check(self) -> None:
        """Everything is there and opens."""
        with opened(self.home) as instance:
            check(instance, self.key, self.blob)

    def run(self, *arguments: str, **environment: str) -> Result:
        """A command on this folder, with this environment alone."""
        command = [*arguments, "--home", str(self.state)]
        return CliRunner(env=self.environment | environment).invoke(cli, command)

    def up(self, **environment: str) -> Result:
        """`sealcanvas up`, of which a refusal is expected: it would serve otherwise."""
        return self.run("up", "--port", "0", **environment)

    def digest(self) -> dict[str, str]:
        """Every file of the state folder by its content."""
        return {
            str(path.relative_to(self.state)): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(self.state.rglob("*"))
            if path.is_file()
        }

    def copy(self, name: str) -> "RootWorld":
        """The same state in another folder, under the same keepers."""
        shutil.copytree(self.state, self.folder / name / "state")
        return RootWorld(self.folder / name, self.environment, self.blob, self.key)


def check(instance: Instance, key: str, blob: bytes) -> None:
    """Hold an instance to what `RootWorld.start` made."""
    call = call_as(instance, Principal.root(ACCOUNT))
    assert iam.operations["GetUser"](call, {"UserName": "jane"})["User"]["UserName"] == "jane"
    asked: dict[str, Any] = {"CiphertextBlob": blob, "EncryptionContext": CONTEXT}
    assert kms.operations["Decrypt"](call, asked)["Plaintext"] == SECRET
    assert kms.operations["DescribeKey"](call, {"KeyId": key})["KeyMetadata"]["Description"] == "payroll"
    got = s3.operations["GetObject"](call, {"Bucket": "payroll", "Key": "june.csv"})
    assert b"".join(got["Body"]) == SECRET
    assert [each["Key"] for each in s3.operations["ListObjectsV2"](call, {"Bucket": "payroll"})["Contents"]] == [
        "june.csv"
    ]
    assert instance.trail.verify() > 0
    assert instance.trail.of_request(call.request_id) is not None
