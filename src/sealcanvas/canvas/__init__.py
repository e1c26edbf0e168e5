"""Canvas: the no-code studio's use cases, each one operation, its work done as the user profile's execution role."""

from sealcanvas.canvas.service import canvas

__all__ = ["canvas"]
