"""The registry of the no-code operations."""

from sealcanvas.canvas.errors import AccessDeniedException
from sealcanvas.service.operation import Service

canvas = Service("sealcanvas", access_denied=AccessDeniedException)
