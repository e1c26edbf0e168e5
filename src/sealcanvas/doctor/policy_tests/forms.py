"""How a test's file says who asks: one table for reading and writing."""

from dataclasses import dataclass

from sealcanvas.access.principal import PrincipalKind


@dataclass(frozen=True, slots=True)
class Form:
    """One kind of principal: the member that has its name, the one that has its detail, whether it may have tags."""

    kind: PrincipalKind
    member: str
    detail: str = ""
    tags: bool = False

    @property
    def members(self) -> tuple[str, ...]:
        """The members that belong to it."""
        return tuple(name for name in (self.member, self.detail, "SessionTags" if self.tags else "") if name)


FORMS = (
    Form("role-session", "Role", "SessionName", tags=True),
    Form("user", "User"),
    Form("root", "Account"),
    Form("federated-user", "FederatedUser", "Issuer", tags=True),
    Form("service", "Service"),
    Form("web-identity", "WebIdentity", "Subject"),
    Form("anonymous", "Anonymous"),
)


def form_of(kind: PrincipalKind) -> Form:
    """The form of a kind of principal."""
    return next(form for form in FORMS if form.kind == kind)
