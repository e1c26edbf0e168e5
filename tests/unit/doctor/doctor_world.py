"""KMS's small world, and the doctor asked in it as over the wire."""

from dataclasses import replace
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.s3 import s3
from sealcanvas.service.call import Call
from sealcanvas.service.own import sealcanvas
from sealcanvas.sts.session import session_context
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.instance import ACCOUNT
from tests.unit.kms import kms_world


class World(kms_world.World):
    """The instance, its clock, who is in it, and a doctor to ask."""

    def call(self, principal: Principal) -> Call:
        """A call of the principal, with what a session's credentials say of it."""
        call = super().call(principal)
        return replace(call, context=session_context(self.clock())) if principal.kind == "role-session" else call

    def doctor(self, operation: str, principal: Principal | None = None, **request: Any) -> dict[str, Any]:
        """Ask the doctor, as the account's root user unless told otherwise."""
        model = load("sealcanvas").operations[operation]
        validate(model, request)
        call = self.call(principal or Principal.root(ACCOUNT))
        answer = sealcanvas.operations[operation](call, request)
        assert serialize(model, answer, call.request_id).status == 200
        return answer

    def simulate(self, principal: Principal | str, action: str, resource: str, **members: Any) -> dict[str, Any]:
        """The decision on a request that nobody makes."""
        name = principal if isinstance(principal, str) else principal.arn
        request = {"Principal": name, "Action": action, "Resource": resource, **members}
        decision: dict[str, Any] = self.doctor("SimulateAccess", **request)["Decision"]
        return decision

    def bucket(self, name: str, *statements: dict[str, Any], account: str = ACCOUNT) -> str:
        """A new bucket's ARN; with statements, they are its policy."""
        root = self.call(Principal.root(account))
        s3.operations["CreateBucket"](root, {"Bucket": name})
        s3.operations["DeletePublicAccessBlock"](root, {"Bucket": name})  # what is asked is the policy's part
        if statements:
            document = kms_world.policy(*statements)
            s3.operations["PutBucketPolicy"](self.call(Principal.root(account)), {"Bucket": name, "Policy": document})
        return f"arn:aws:s3:::{name}"
