"""One audited call, in CloudTrail's shape, with the decisions that let it pass or refused it."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(slots=True)
class Event:
    """What happened: filled while an operation runs, recorded when its outermost call ends.

    Attributes:
        user_identity: CloudTrail's userIdentity.
        parameters: the request, without secrets and without bytes.
        resources: the ARNs that the call acted on.
        purpose: the dataset, model, prediction, job or domain that the work was for.
        decisions: `Decision.to_dict()` of each decision taken on the way.
        event_type: CloudTrail's eventType.
        response: responseElements, `additional` additionalEventData and `service_details` serviceEventDetails, where
            the event has them.
        findings: what the linter says of the policies that the request carries.
        policy_tests: what an edit of a policy did to the account's policy tests; empty where none fails by it.
    """

    request_id: str
    time: datetime
    source: str
    name: str
    region: str
    account: str
    user_identity: dict[str, Any]
    source_ip: str
    user_agent: str
    via: tuple[str, ...]
    purpose: str
    event_id: str = field(default_factory=lambda: secrets.token_hex(16))
    parameters: dict[str, Any] = field(default_factory=dict)
    resources: list[str] = field(default_factory=list)
    error_code: str = ""
    error_message: str = ""
    decisions: list[dict[str, Any]] = field(default_factory=list)
    event_type: str = "AwsApiCall"
    response: dict[str, Any] = field(default_factory=dict)
    additional: dict[str, Any] = field(default_factory=dict)
    service_details: dict[str, Any] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    policy_tests: dict[str, Any] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """The event as a CloudTrail record; what is ours stands under `sealcanvas`."""
        record: dict[str, Any] = {
            "eventVersion": "1.11",
            "eventID": self.event_id,
            "eventTime": self.time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            "eventSource": self.source,
            "eventName": self.name,
            "eventType": self.event_type,
            "awsRegion": self.region,
            "recipientAccountId": self.account,
            "requestID": self.request_id,
            "userIdentity": self.user_identity,
            "sourceIPAddress": self.source_ip,
            "userAgent": self.user_agent,
            "requestParameters": self.parameters,
            "resources": [{"ARN": arn} for arn in self.resources],
            "sealcanvas": {"via": list(self.via), "purpose": self.purpose, "decisions": self.decisions},
        }
        if self.response:
            record["responseElements"] = self.response
        if self.additional:
            record["additionalEventData"] = self.additional
        if self.service_details:
            record["serviceEventDetails"] = self.service_details
        if self.findings:
            record["sealcanvas"]["findings"] = self.findings
        if self.policy_tests:
            record["sealcanvas"]["policyTests"] = self.policy_tests
        if self.error_code:
            record["errorCode"] = self.error_code
            record["errorMessage"] = self.error_message
        return record
