"""The few callers, accounts and names that made-up policies and requests draw from, so that they often meet."""

from random import Random

from tests.support.literal import Caller

OWNER, OTHER = "111122223333", "444455556666"
SERVICE = "sagemaker.amazonaws.com"
PROVIDER = f"arn:aws:iam::{OWNER}:oidc-provider/idp.example.com"
_TAGS: tuple[dict[str, str], ...] = ({}, {"team": "blue"}, {"Team": "red", "job": "x*y"}, {"team": "", "job": "blue"})


def _user(account: str, name: str, tags: dict[str, str]) -> Caller:
    return Caller(
        "User", account, f"arn:aws:iam::{account}:user/{name}", f"AIDA{name.upper()}{account}", name, tags=tags
    )


def _session(account: str, role: str, name: str, tags: dict[str, str]) -> Caller:
    bare, role_id = role.rpartition("/")[2], f"AROA{account}"
    return Caller(
        "AssumedRole",
        account,
        f"arn:aws:sts::{account}:assumed-role/{bare}/{name}",
        f"{role_id}:{name}",
        origin_arn=f"arn:aws:iam::{account}:role/{role}",
        origin_id=role_id,
        tags=tags,
    )


def _federated(account: str, name: str, tags: dict[str, str]) -> Caller:
    issuer = _user(account, "jane", {})
    return Caller(
        "FederatedUser",
        account,
        f"arn:aws:sts::{account}:federated-user/{name}",
        f"{account}:{name}",
        origin_arn=issuer.arn,
        origin_id=issuer.userid,
        tags=tags,
    )


def caller(random: Random, rules: str) -> Caller:
    """Return a caller as may stand before `rules`: mostly users and role sessions, mostly of the owner's account."""
    account = random.choices((OWNER, OTHER), (7, 3))[0]
    tags = random.choice(_TAGS)
    kinds = {"User": 8, "AssumedRole": 8, "AWSService": 2, "Account": 1, "FederatedUser": 3}
    if rules == "standard":
        kinds["Anonymous"] = 1
    if rules == "trust":
        kinds |= {"WebIdentity": 3, "FederatedUser": 0, "Account": 0}
    kind = random.choices(list(kinds), list(kinds.values()))[0]
    if kind == "User":
        return _user(account, random.choice(("jane", "raj")), tags)
    if kind == "AssumedRole":
        return _session(account, "team/analyst", random.choice(("canvas", "other")), tags)
    if kind == "FederatedUser":
        return _federated(account, random.choice(("bob", "eve")), tags)
    if kind == "Account":
        return Caller("Account", account, f"arn:aws:iam::{account}:root", account)
    if kind == "AWSService":
        return Caller("AWSService", "", SERVICE, SERVICE, service=SERVICE)
    if kind == "WebIdentity":
        return Caller("WebIdentity", "", f"{PROVIDER}:sub-1", "sub-1", provider=PROVIDER)
    return Caller("Anonymous", "", "anonymous", "anonymous")


def principal_element(random: Random, asked: Caller) -> object:
    """Return a Principal element that often names `asked`, in one of the ways in which it can be named."""
    roll = random.random()
    if roll < (0.5 if asked.kind == "Anonymous" else 0.12):
        return random.choice(("*", {"AWS": "*"}))
    strangers = ["*", f"arn:aws:iam::{OTHER}:user/raj", OTHER, f"arn:aws:iam::{OWNER}:role/other", "AIDASTRANGER"]
    if not asked.account:
        kind = {"AWSService": "Service", "WebIdentity": "Federated"}.get(asked.kind, "AWS")
        name = asked.service or asked.provider or OWNER
        others = {"Service": "forecast.amazonaws.com", "Federated": "accounts.google.com", "AWS": OWNER}
        return {kind: name if roll < 0.8 else others[kind]}
    ways = [asked.arn, asked.account, f"arn:aws:iam::{asked.account}:root"]
    if asked.origin_arn and asked.origin_id:
        ways += [asked.origin_arn, asked.origin_arn, asked.origin_id]
    if asked.kind == "User":
        ways.append(asked.userid)
    names = [random.choice(ways if roll < 0.85 else strangers)]
    while random.random() < 0.3:
        names.append(random.choice(ways + strangers))
    element: dict[str, object] = {"AWS": names[0] if len(names) == 1 and random.random() < 0.7 else names}
    if random.random() < 0.15:
        element["Service"] = [SERVICE, "forecast.amazonaws.com"]
    return element
