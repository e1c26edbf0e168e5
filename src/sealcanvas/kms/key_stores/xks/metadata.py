"""What a proxy is told of the request for which it is asked ("requestMetadata")."""

from sealcanvas.service.call import Call


def request_metadata(call: Call, operation: str, key_arn: str = "") -> dict[str, str]:
    """Who asks KMS for which operation, under which request id; of a service its host name.

    Args:
        key_arn: "" for CreateKey, whose key is not there yet.
    """
    principal = call.principal
    told = {
        "awsPrincipalArn": principal.service or principal.role_arn or principal.arn,
        "kmsOperation": operation,
        "kmsRequestId": call.request_id,
    }
    if key_arn:
        told["kmsKeyArn"] = key_arn
    if call.via:
        told["kmsViaService"] = call.via[-1]
    return told


def health_metadata(call: Call, operation: str) -> dict[str, str]:
    """The same for GetHealthStatus, which is told less."""
    return {"kmsOperation": operation, "kmsRequestId": call.request_id}
