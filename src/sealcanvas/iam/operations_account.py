"""CreateAccountAlias, DeleteAccountAlias, ListAccountAliases, GetAccountSummary."""

from sqlalchemy import Select, delete, func, insert, select

from sealcanvas.iam import quotas
from sealcanvas.iam.arns import is_account
from sealcanvas.iam.entity_kinds import KINDS
from sealcanvas.iam.errors import EntityAlreadyExists, NoSuchEntity, ValidationError
from sealcanvas.iam.paging import Page
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import account_aliases, oidc_providers, policies, policy_versions
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@iam.operation("CreateAccountAlias")
def create_account_alias(call: Call, request: Request) -> None:
    """Give the account an alias, in place of the one that it has."""
    alias = request["AccountAlias"]
    if is_account(alias):
        raise ValidationError("The account alias must not be a 12-digit number.")
    with call.instance.database.transaction() as connection:
        if connection.execute(select(account_aliases).where(account_aliases.c.alias == alias)).first():
            raise EntityAlreadyExists(f"The account alias {alias} already exists.")
        connection.execute(delete(account_aliases).where(account_aliases.c.account == call.account))
        connection.execute(insert(account_aliases).values(account=call.account, alias=alias))


@iam.operation("DeleteAccountAlias")
def delete_account_alias(call: Call, request: Request) -> None:
    """Take the account's alias away."""
    alias = request["AccountAlias"]
    this = delete(account_aliases).where(account_aliases.c.account == call.account, account_aliases.c.alias == alias)
    with call.instance.database.transaction() as connection:
        if not connection.execute(this).rowcount:
            raise NoSuchEntity(f"The account alias with name {alias} cannot be found.")


@iam.operation("ListAccountAliases")
def list_account_aliases(call: Call, request: Request) -> Request:
    """The account's alias, if it has one."""
    query = select(account_aliases.c.alias).where(account_aliases.c.account == call.account)
    with call.instance.database.read() as connection:
        aliases, more = Page(request).of(connection.execute(query).scalars(), str)
    return {"AccountAliases": aliases, **more}


@iam.operation("GetAccountSummary")
def get_account_summary(call: Call, _request: Request) -> Request:
    """How many entities the account has, and how many it may have; what Sealcanvas has not counts 0."""

    def count(query: Select[int]) -> int:
        with call.instance.database.read() as connection:
            return connection.execute(query).scalar_one()

    summary = dict(_NOTHING) | _QUOTAS
    for kind in KINDS.values():
        account = kind.table.c.account
        summary[f"{kind.label}s"] = count(select(func.count()).where(account == call.account))
    summary["Providers"] = count(select(func.count()).where(oidc_providers.c.account == call.account))
    ours = policies.c.account == call.account
    summary["Policies"] = count(select(func.count()).where(ours))
    versions = policies.join(policy_versions, policy_versions.c.policy_id == policies.c.policy_id)
    summary["PolicyVersionsInUse"] = count(select(func.count()).select_from(versions).where(ours))
    return {"SummaryMap": summary}


_NOTHING = dict.fromkeys(
    (
        "AccountAccessKeysPresent",  # the root user's
        "AccountMFAEnabled",
        "AccountPasswordPresent",
        "AccountSigningCertificatesPresent",
        "InstanceProfiles",
        "MFADevices",
        "MFADevicesInUse",
        "ServerCertificates",
    ),
    0,
)
_QUOTAS = (
    {f"{kind.label}sQuota": kind.limit for kind in KINDS.values()}
    | {f"{kind.label}PolicySizeQuota": kind.inline_limit for kind in KINDS.values()}
    | {f"AttachedPoliciesPer{kind.label}Quota": quotas.ATTACHED_POLICIES for kind in KINDS.values()}
    | {
        "AccessKeysPerUserQuota": quotas.ACCESS_KEYS,
        "AssumeRolePolicySizeQuota": quotas.TRUST_POLICY_CHARACTERS,
        "GlobalEndpointTokenVersion": 2,  # our session tokens are valid in every region
        "GroupsPerUserQuota": quotas.GROUPS_PER_USER,
        "PoliciesQuota": quotas.POLICIES,
        "PolicySizeQuota": quotas.MANAGED_POLICY_CHARACTERS,
        "PolicyVersionsInUseQuota": quotas.POLICIES * quotas.POLICY_VERSIONS,
        "VersionsPerPolicyQuota": quotas.POLICY_VERSIONS,
    }
)
