"""Rekey: a domain moves to other keys while it is in use, old artifacts included (docs/rekey.md)."""

from sealcanvas.canvas.rekey.describe_rekey import describe_rekey, list_rekeys
from sealcanvas.canvas.rekey.start_rekey import start_rekey
from sealcanvas.canvas.rekey.stop_rekey import stop_rekey

__all__ = ["describe_rekey", "list_rekeys", "start_rekey", "stop_rekey"]
