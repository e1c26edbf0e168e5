"""Which KMS key refused a request, where KMS's own words do not say."""

from sealcanvas.jobs.job import Failure
from sealcanvas.service.instance import Instance

_STATES = ("KMSInvalidStateException", "KeyUnavailableException")


def refused_key(instance: Instance, failure: Failure, role_arn: str) -> str:
    """The ARN of the key whose state or key store refused a request, from the audit trail; "" for other refusals.

    AWS's sentences on keys in custom key stores name no key. The request's id is a worker's word, so that nothing is
    told of requests of other accounts.
    """
    if not failure.request_id or failure.code.removeprefix("KMS.") not in _STATES:
        return ""
    for record in instance.trail.of_request(failure.request_id):
        ours = record["eventSource"] == "kms.amazonaws.com" and record["recipientAccountId"] == role_arn.split(":")[4]
        if ours and record.get("errorCode") in _STATES:
            for resource in reversed(record["resources"]):
                return str(resource["ARN"])
    return ""
