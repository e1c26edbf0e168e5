"""Mends: the smallest change that turns a denial into an allow and opens nothing beside it."""

from sealcanvas.access.mend.change import Change, Target, apply_changes
from sealcanvas.access.mend.demanded_key import SSE_KMS_KEY
from sealcanvas.access.mend.mend import Advice, Mend
from sealcanvas.access.mend.search import mend

__all__ = ["SSE_KMS_KEY", "Advice", "Change", "Mend", "Target", "apply_changes", "mend"]
