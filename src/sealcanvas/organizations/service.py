"""The registry of Organizations' operations."""

from sealcanvas.organizations.errors import AccessDeniedException
from sealcanvas.service.operation import Service

organizations = Service("organizations", access_denied=AccessDeniedException)
