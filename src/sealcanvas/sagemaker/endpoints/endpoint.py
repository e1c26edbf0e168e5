"""An endpoint: how its status follows that of the models it hosts.

Creating → InService | Failed; InService → Updating → InService (of the new configuration, or still of the old one);
InService → Failed. What the current and the pending deployment are stands in its details.
"""

from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.serving.host import Host, HostState
from sealcanvas.jobs.serving.hosting import hosted, hosts_of
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.automl.deploy import endpoint_changed
from sealcanvas.sagemaker.endpoints.deployment import KIND, Deployment, end
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.failure_reason import reason_of
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.instance import Instance


def require_endpoint(found: Target) -> Stored:
    """The endpoint, if there is one.

    Raises:
        ValidationException: there is none; AWS has no better error for them.
    """
    if isinstance(found, Stored):
        return found
    raise ValidationException(f'Could not find endpoint "{found.arn}".')


def require_settled(endpoint: Stored) -> None:
    """Raises ValidationException while an endpoint is being made or updated, as AWS does."""
    if endpoint.status in ("Creating", "Updating"):
        raise ValidationException(f'Cannot update in-progress endpoint "{endpoint.arn}".')


@hosted(KIND)
def endpoint_goes_on(instance: Instance, arn: str) -> None:
    """Follow the hosted models; an AutoML job may wait for what it deployed."""
    _follow_hosts(instance, arn)
    endpoint_changed(instance, arn)


def _follow_hosts(instance: Instance, arn: str) -> None:
    """Of an update under way the new ones; the old ones once it is over."""
    endpoint = stored.find(instance, arn)
    if endpoint is None:
        return
    deployment: Deployment | None = endpoint.details["pending"] or endpoint.details["current"]
    if deployment is None:  # it failed before
        return
    generation = deployment["generation"]
    hosts = [host for host in hosts_of(instance, arn) if host.spec.generation == generation]
    failed = next((host for host in hosts if host.state is HostState.FAILED), None)
    if failed is not None:
        _fail(instance, endpoint, failed)
    elif endpoint.details["pending"] and all(host.state is HostState.IN_SERVICE for host in hosts):
        end(instance, arn, but=deployment)
        stored.change(instance, endpoint, status="InService", current=deployment, pending=None, failure_reason="")


def _fail(instance: Instance, endpoint: Stored, failed: Host) -> None:
    failure = failed.failure or Failure("InternalFailure", "")
    reason = f"Variant {failed.spec.variant}: {reason_of(failure, failed.spec.role_arn)}"[:1024]
    if endpoint.details["pending"] and endpoint.details["current"]:
        # An update that fails is rolled back: what served before still does.
        end(instance, endpoint.arn, but=endpoint.details["current"])
        stored.change(instance, endpoint, status="InService", pending=None, failure_reason=reason)
        _follow_hosts(instance, endpoint.arn)
        return
    end(instance, endpoint.arn)
    stored.change(instance, endpoint, status="Failed", current=None, pending=None, failure_reason=reason)
