"""What rekeys do by themselves, beside everything else that the server does."""

import logging
from collections.abc import Callable

from sealcanvas.canvas.failure import Why, why_error
from sealcanvas.canvas.rekey import stored
from sealcanvas.canvas.rekey.turn import Cut, Turn
from sealcanvas.crypto.errors import CryptoError
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance

_log = logging.getLogger("sealcanvas.canvas")


def advance(instance: Instance, leaving: Callable[[], bool] = lambda: False) -> None:
    """Take every rekey as far as it goes, one after the other, oldest first; one that cannot go on is Paused.

    Args:
        leaving: asked before each artifact; once it says so, this returns.
    """
    for rekey in stored.in_progress(instance):
        turn = Turn(instance, rekey, leaving)
        try:
            turn.take()
        except Cut:
            continue
        except ServiceError as error:
            turn.pause(why_error(instance, error, *turn.at))
        except (CryptoError, OSError) as error:
            turn.pause(Why("InternalError", f"An artifact does not open ({error}). Run `sealcanvas verify`."))
        except Exception as error:  # one rekey's trouble must not keep the others waiting
            # The type alone: an error's text may hold values of somebody's data.
            _log.error("%s ended in a %s", rekey.id, type(error).__name__, exc_info=_log.isEnabledFor(logging.DEBUG))
            turn.pause(Why("InternalError", f"The work ended in an internal error ({type(error).__name__})."))
