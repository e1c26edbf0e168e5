"""Makes key pairs a few at a time: an RSA key keeps a processor busy for up to seconds, and threads are everybody's.

AWS KMS has quotas for this (Developer Guide, "Request quotas"): one GenerateDataKeyPair of RSA_2048 a second.
"""

import threading

from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.errors import ThrottlingException
from sealcanvas.kms.key_specs import KEY_SPECS
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.not_yet import NotYet

AT_ONCE = 2
PATIENCE = 20.0
"""For how many seconds a request waits for its turn, without a thread."""


class Turns:
    """Who may make a slow key pair now, in this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._busy = 0

    def free(self) -> bool:
        """Whether somebody may begin."""
        return self._busy < AT_ONCE

    def begin(self) -> bool:
        """Take a turn; False where all are taken."""
        with self._lock:
            if not self.free():
                return False
            self._busy += 1
            return True

    def end(self) -> None:
        """Give the turn back."""
        with self._lock:
            self._busy -= 1


def generate_in_turn(call: Call, spec: str) -> Secret:
    """Fresh key material for a key of that spec; never within a unit of work.

    Raises:
        NotYet: others are being made.
        ThrottlingException: others were being made for as long as a request waits.
    """
    row = KEY_SPECS[spec]
    if not row.slow:
        return row.kind.generate()
    turns = turns_of(call.instance)
    if not turns.begin():
        if call.waited >= PATIENCE:
            raise ThrottlingException
        raise NotYet(turns.free, PATIENCE)
    try:
        return row.kind.generate()
    finally:
        turns.end()


def turns_of(instance: Instance) -> Turns:
    """This process's turns."""
    turns: Turns = instance.parts.setdefault("kms.turns", Turns())
    return turns
