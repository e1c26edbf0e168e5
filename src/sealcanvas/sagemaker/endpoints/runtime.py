"""The service `sagemaker-runtime`: its registry of operations, and its errors.

ServiceError
+-- AccessDeniedException        a policy said no
+-- ValidationError              a parameter that cannot be honoured, or an endpoint that is not there
+-- ModelError                   the model answered with an error
+-- ModelNotReadyException       the model's process is being started
+-- ServiceUnavailable           as many requests as may wait do
"""

from sealcanvas.sagemaker.errors import AccessDeniedException
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import Service

sagemaker_runtime = Service(
    "sagemaker-runtime", access_denied=AccessDeniedException, event_source="runtime.sagemaker.amazonaws.com"
)


class ValidationError(ServiceError):
    """What the request names is not there, or cannot be honoured."""


class ModelError(ServiceError):
    """The model's process answered with an error, or not in time."""

    status = 424

    @property
    def audited(self) -> str:
        """The status alone: the model's words may hold values of the request."""
        return f"The model answered with status {self.members.get('OriginalStatusCode')}."


class ModelNotReadyException(ServiceError):
    """The model's process is not there yet, or not again."""

    status = 429


class ServiceUnavailable(ServiceError):
    """The model has more requests to answer than may wait."""

    status = 503
