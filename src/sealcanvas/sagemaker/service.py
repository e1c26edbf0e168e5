"""The registry of SageMaker's operations."""

from sealcanvas.sagemaker.errors import AccessDeniedException
from sealcanvas.service.operation import Service

sagemaker = Service("sagemaker", access_denied=AccessDeniedException)
