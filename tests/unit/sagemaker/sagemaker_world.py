"""A small world to ask SageMaker in: an administrator, an execution role, keys, and jobs that end as a test says."""

import json
from dataclasses import dataclass, replace
from typing import Any

from sealcanvas.access.principal import Principal
from sealcanvas.iam import iam
from sealcanvas.iam.users import user_named
from sealcanvas.jobs import hooks, queue
from sealcanvas.jobs.job import Failure, Job, JobState, Progress
from sealcanvas.kms import kms
from sealcanvas.sagemaker import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.wire.model import load
from sealcanvas.wire.serialize import serialize
from sealcanvas.wire.validate import validate
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as

IMAGE = "sealcanvas/automl-inference:1"


def policy(*statements: dict[str, Any]) -> str:
    """A policy text; statements allow unless they say otherwise."""
    return json.dumps({"Version": "2012-10-17", "Statement": [{"Effect": "Allow", **each} for each in statements]})


def trusting(*services: str) -> str:
    """A trust policy."""
    return policy({"Principal": {"Service": list(services)}, "Action": "sts:AssumeRole"})


def ask(call: Call, name: str, **request: Any) -> dict[str, Any]:
    """Ask SageMaker as over the wire: the request must be valid, the answer must fit into the service model."""
    model = load("sagemaker").operations[name]
    validate(model, request)
    answer = sagemaker.operations[name](replace(call), request)
    assert serialize(model, answer, call.request_id).status == 200
    return answer


@dataclass
class World:
    """The instance, its clock, its administrator, and the role `Runner` that SageMaker may assume."""

    instance: Instance
    clock: Clock
    admin: Call
    role: str

    def user(self, name: str, *statements: dict[str, Any]) -> Call:
        """A user with these identity statements."""
        return make_user(self.instance, name, *statements)

    def make_role(self, name: str, *services: str) -> str:
        """The ARN of a role that these services may assume."""
        request = {"RoleName": name, "AssumeRolePolicyDocument": trusting(*services)}
        arn: str = iam.operations["CreateRole"](self.admin, request)["Role"]["Arn"]
        return arn

    def key(self, *statements: dict[str, Any], **members: Any) -> str:
        """A new key's ARN; with statements, they are its policy."""
        if statements:
            members["Policy"] = policy(*statements)
        arn: str = kms.operations["CreateKey"](self.admin, members)["KeyMetadata"]["Arn"]
        return arn

    def kms(self, name: str, **request: Any) -> dict[str, Any]:
        """Ask KMS as the administrator."""
        return kms.operations[name](self.admin, request)

    def domain(self, **members: Any) -> str:
        """A domain's id."""
        settings = {"ExecutionRole": self.role, **members.pop("settings", {})}
        request = {"DomainName": "team", "AuthMode": "IAM", "DefaultUserSettings": settings, **members}
        domain_id: str = ask(self.admin, "CreateDomain", **request)["DomainId"]
        return domain_id

    def job(self, arn: str) -> Job:
        """The job behind an ARN."""
        job = queue.find(self.instance, arn)
        assert job is not None
        return job

    def progress(self, arn: str, phase: str, fraction: float = 0.5, **details: Any) -> None:
        """The job's worker reports."""
        job = replace(self.job(arn), state=JobState.RUNNING, progress=Progress(phase, fraction, details))
        hooks.tell_progressed(self.instance, replace(job, started_at=self.clock()))

    def succeed(self, arn: str, result: dict[str, Any]) -> None:
        """The job's worker is done."""
        queue.end(self.instance, self.job(arn).job_id, JobState.SUCCEEDED, result=result)

    def fail(self, arn: str, *failure: str) -> None:
        """The job fails; code, message, operation, request id, service."""
        queue.end(self.instance, self.job(arn).job_id, JobState.FAILED, failure=Failure(*failure))


def make_user(instance: Instance, name: str, *statements: dict[str, Any]) -> Call:
    """A call by a fresh user with these identity statements."""
    root = call_as(instance, Principal.root(ACCOUNT))
    iam.operations["CreateUser"](root, {"UserName": name})
    if statements:
        members = {"UserName": name, "PolicyName": "own", "PolicyDocument": policy(*statements)}
        iam.operations["PutUserPolicy"](root, members)
    user = user_named(instance, ACCOUNT, name)
    assert user is not None
    return call_as(instance, user.principal)


def automl_request(role: str, name: str = "churn-1", **members: Any) -> dict[str, Any]:
    """CreateAutoMLJobV2's members, sound unless `members` say otherwise."""
    source = {"S3DataSource": {"S3DataType": "S3Prefix", "S3Uri": "s3://in/churn.csv"}}
    request = {
        "AutoMLJobName": name,
        "RoleArn": role,
        "AutoMLJobInputDataConfig": [
            {
                "ChannelType": "training",
                "ContentType": "text/csv;header=present",
                "DataSource": source,
            }
        ],
        "OutputDataConfig": {"S3OutputPath": "s3://out/"},
        "AutoMLJobObjective": {"MetricName": "F1"},
        "AutoMLProblemTypeConfig": {
            "TabularJobConfig": {
                "TargetAttributeName": "churn",
                "ProblemType": "BinaryClassification",
                "Mode": "ENSEMBLING",
                "CompletionCriteria": {"MaxAutoMLJobRuntimeInSeconds": 12},
            }
        },
    }
    return {**request, **members}


RESULT = {
    "problem": "BinaryClassification",
    "objective": "F1",
    "direction": "Maximize",
    "candidates": [
        {"name": "ensemble", "metrics": {"F1": 0.9, "AUC": 0.95, "LogLoss": 0.2, "InferenceLatency": 0.001}},
        {"name": "lightgbm-1", "metrics": {"F1": 0.8, "AUC": None, "LogLoss": 0.3}},
    ],
}
"""What the task `automl` returns."""
