"""The registry of CloudTrail's operations."""

from sealcanvas.cloudtrail.errors import AccessDeniedException
from sealcanvas.service.operation import Service

cloudtrail = Service("cloudtrail", access_denied=AccessDeniedException)
