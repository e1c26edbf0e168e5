"""The principal that a policy test asks as, as it stands now."""

from sealcanvas.access.arn import account_of
from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.doctor.policy_tests.fixture import Asker
from sealcanvas.iam.principals import unique_id_of
from sealcanvas.iam.roles import find_role
from sealcanvas.iam.users import User, user_of_id
from sealcanvas.service.instance import Instance
from sealcanvas.sts.session import session_principal


def principal_now(instance: Instance, asker: Asker) -> Principal | None:
    """The principal with its tags of today, or None if there is none of that name any more."""
    match asker.kind:
        case "role-session":
            role = find_role(instance, asker.name)
            if role is None:
                return None
            return session_principal(role.arn, role.role_id, asker.detail, role.tags, asker.tags)
        case "user":
            user = _user(instance, asker.name)
            return None if user is None else user.principal
        case "federated-user":
            issuer = _user(instance, asker.detail)
            if issuer is None:
                return None
            return Principal.federated_user(
                issuer.account, asker.name, issuer.arn, issuer.user_id, tags=dict(asker.tags)
            )
        case "root":
            return Principal.root(asker.name)
        case "service":
            return Principal.service_principal(asker.name)
        case "web-identity":
            return Principal.web_identity(asker.name, asker.detail)
        case "anonymous":
            return ANONYMOUS


def asker_of(instance: Instance, principal: Principal) -> Asker | None:
    """Whom a test must name to ask as `principal`, or None if there is no such role or user now.

    A tag that the role does not have with the same value counts as the session's own.
    """
    match principal.kind:
        case "role-session":
            role = find_role(instance, principal.role_arn or "")
            if role is None:
                return None
            tags = {key: value for key, value in principal.tags.items() if role.tags.get(key) != value}
            return Asker("role-session", role.arn, principal.session_name or "", tags)
        case "user":
            return None if _user(instance, principal.arn) is None else Asker("user", principal.arn)
        case "federated-user":
            issuer = principal.issuer_arn or ""
            if _user(instance, issuer) is None:
                return None
            return Asker("federated-user", principal.session_name or "", issuer, dict(principal.tags))
        case "root":
            return Asker("root", principal.account)
        case "service":
            return Asker("service", principal.service or "")
        case "web-identity":
            return Asker("web-identity", principal.provider or "", principal.principal_id)
        case "anonymous":
            return Asker("anonymous", "")


def account_of_asker(asker: Asker) -> str:
    """The account that the asker belongs to; "" for services, web identities and nobody."""
    match asker.kind:
        case "role-session" | "user":
            return account_of(asker.name)
        case "federated-user":
            return account_of(asker.detail)
        case "root":
            return asker.name
        case _:
            return ""


def _user(instance: Instance, arn: str) -> User | None:
    unique_id = unique_id_of(instance, arn)
    return None if unique_id is None else user_of_id(instance, unique_id)
