"""Jane, a key whose policy names her, and what is asked of policy tests about the two."""

import json
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.doctor.policy_tests.lookups import Lookups
from sealcanvas.doctor.policy_tests.read import read_fixture
from sealcanvas.doctor.policy_tests.run import Result, run_test
from sealcanvas.iam import iam
from sealcanvas.s3 import s3
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.own import sealcanvas
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT
from tests.unit.kms.kms_world import DELEGATION, World, ask, key_statement, policy

JANE = f"arn:aws:iam::{ACCOUNT}:role/Jane"
ALLOW_JANE = key_statement({"AWS": JANE}, "kms:Decrypt", "kms:GenerateDataKey", Sid="Jane")
DENY_JANE = key_statement({"AWS": JANE}, "kms:GenerateDataKey", Effect="Deny", Sid="NotJane")
_SERVICES = {"iam": iam, "s3": s3, "sealcanvas": sealcanvas}


@dataclass
class Scene:
    """The world, an administrator, Jane, and her key."""

    world: World
    admin: Principal
    jane: Principal
    key: str

    def call(self, principal: Principal | None = None) -> Call:
        """A call as over the wire, by the administrator unless somebody else is named."""
        call = self.world.call(principal or self.admin)
        return replace(call, source_ip="192.0.2.7", user_agent="boto3", context={"aws:SourceIp": "192.0.2.7"})

    def own(self, name: str, call: Call | None = None, **request: Any) -> dict[str, Any]:
        """Ask for an operation of the `sealcanvas` service."""
        return self.ask("sealcanvas", name, call, **request)

    def ask(self, service: str, operation: str, call: Call | None = None, **request: Any) -> dict[str, Any]:
        """Ask as over the wire: the request must be valid, the answer must fit into the service model."""
        model = load(service).operations[operation]
        validate(model, request)
        call = call or self.call()
        answer = _SERVICES[service].operations[operation](call, request)
        assert serialize(model, answer, call.request_id).status in (200, 204)
        return answer

    def put_policy(self, *statements: dict[str, Any], call: Call | None = None) -> Call:
        """Set the key's policy, besides what lets the administrator go on; returns the call."""
        call = call or self.call()
        ask(call, "PutKeyPolicy", KeyId=self.key, Policy=policy(DELEGATION, *statements))
        return call

    def decide(self, **members: Any) -> str:
        """Jane asks for a data key; the id of the decision."""
        call = self.call(self.jane)
        with suppress(ServiceError):
            ask(call, "GenerateDataKey", KeyId=self.key, KeySpec="AES_256", **members)
        return call.request_id

    def save(self, decision: str, name: str = "Jane", **members: Any) -> dict[str, Any]:
        """Keep a test of the decision; PutPolicyTest's answer."""
        return self.own("PutPolicyTest", DecisionId=decision, Name=name, **members)

    def run(self, **members: Any) -> list[dict[str, Any]]:
        """The results of the account's tests."""
        results: list[dict[str, Any]] = self.own("RunPolicyTests", **members)["Results"]
        return results

    def kept(self, name: str = "Jane") -> dict[str, Any]:
        """A kept test's document."""
        text = self.own("DescribePolicyTest", Name=name)["PolicyTest"]["Document"]
        document: dict[str, Any] = json.loads(text)
        return document

    def result(self, document: dict[str, Any]) -> Result:
        """Run a test that somebody wrote."""
        return run_test(Lookups(self.world.instance), read_fixture(json.dumps(document)))


def make_scene(world: World) -> Scene:
    """The scene as it begins: the key's policy allows Jane."""
    admin = world.user("admin", world.allowed("*"))
    jane = world.role("Jane")
    key = world.key(world.call(admin), DELEGATION, ALLOW_JANE)
    return Scene(world, admin, jane, key)


def document(**members: Any) -> dict[str, Any]:
    """A test as a person writes it; members that are None are left out."""
    written = {
        "PolicyTestVersion": 1,
        "Name": "by hand",
        "Principal": {"Role": JANE, "SessionName": "work"},
        "Action": "kms:GenerateDataKey",
        "Resource": f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1234abcd-12ab-34cd-56ef-1234567890ab",
        "Expect": {"Outcome": "allowed"},
    } | members
    return {name: value for name, value in written.items() if value is not None}
