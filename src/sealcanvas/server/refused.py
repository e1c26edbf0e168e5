"""The refused decision behind an error, which the error's answer names by its id."""

from sealcanvas.access.decision import Decision
from sealcanvas.service.errors import AccessDenied
from sealcanvas.sts.assume import CannotAssumeRole


def refused_decision(error: BaseException) -> Decision | None:
    """The decision that refused, of the error itself or of the nearest error that it words anew; None if there is none.

    An AccessDenied may carry a decision that allowed: what refused then was no policy (a wrong MFA code).
    """
    seen: set[int] = set()
    cause: BaseException | None = error
    while cause is not None and id(cause) not in seen:
        if isinstance(cause, AccessDenied | CannotAssumeRole):
            decision = cause.decision
            return decision if decision is not None and not decision.allowed else None
        seen.add(id(cause))
        cause = cause.__cause__ or cause.__context__  # `from None` hides the context from a traceback alone
    return None
