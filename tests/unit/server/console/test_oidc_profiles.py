"""Signing in by an identity provider, as a user profile of a domain."""

import pytest

from sealcanvas.iam import iam
from sealcanvas.kms import kms
from tests.support.instance import ACCOUNT
from tests.unit.sagemaker.sagemaker_world import ask, trusting
from tests.unit.server.console.oidc_world import SignIns, is_in, refusal, session

RUNNER = f"arn:aws:sts::{ACCOUNT}:assumed-role/Runner/SageMaker"


@pytest.fixture(autouse=True)
def people(sign_ins: SignIns) -> None:
    sign_ins.idp.people |= {
        "ana": {"sub": "ana", "email": "ana@example.com", "email_verified": True},
        "eve": {"sub": "eve", "email": "ana@example.com", "email_verified": False},
        "山田": {"sub": "山田"},
    }


def test_the_claim_names_the_user_profile(sign_ins: SignIns) -> None:
    sign_ins.for_domain()
    browser = sign_ins.sign_in("ana")
    told = session(browser)
    assert (told["Kind"], told["UserProfileName"], told["PrincipalArn"]) == ("user-profile", "ana", RUNNER)
    assert browser.ask("sealcanvas", "ListDatasets", DomainId=told["DomainId"], UserProfileName="ana")["Datasets"] == []
    assert browser.ask("iam", "ListUsers")["__type"] == "AccessDenied"
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert login["responseElements"] == {"ConsoleLogin": "Success"}
    assert login["userIdentity"]["userName"] == "ana"
    assert login["additionalEventData"]["Subject"] == "ana"
    assert sign_ins.provider_arn in [each["ARN"] for each in login["resources"]]


def test_values_lead_to_profiles_by_their_list(sign_ins: SignIns) -> None:
    sign_ins.for_domain(Claim="email", UserProfileNames={"ana@example.com": "ana"}, Scopes=["email"])
    assert session(sign_ins.sign_in("ana"))["UserProfileName"] == "ana"
    # Whoever gave somebody else's address, or has none, is not that somebody.
    assert "does not say that the email address is verified" in refusal(sign_ins.sign_in("eve"))
    assert "no text as its claim email" in refusal(sign_ins.sign_in("joe"))


def test_a_list_lets_nobody_in_by_name(sign_ins: SignIns) -> None:
    sign_ins.for_domain(UserProfileNames={"joe": "ana"})
    assert is_in(sign_ins.sign_in("joe"))
    assert "no user profile for you" in refusal(sign_ins.sign_in("ana"))


@pytest.mark.parametrize("person", ["joe", "山田"])
def test_who_has_no_profile_is_told_so(sign_ins: SignIns, person: str) -> None:
    sign_ins.for_domain()
    page = refusal(sign_ins.sign_in(person))
    assert "no user profile for you" in page
    assert person in page
    (login,) = sign_ins.studio.events("ConsoleLogin")
    assert login["responseElements"] == {"ConsoleLogin": "Failure"}


def test_a_session_lasts_as_long_as_its_sign_in_says(sign_ins: SignIns) -> None:
    sign_ins.for_domain(SessionExpirationDurationInSeconds=1_800)
    browser = sign_ins.sign_in("ana")
    sign_ins.studio.world.clock.advance(seconds=1_799)
    assert is_in(browser)
    sign_ins.studio.world.clock.advance(seconds=1)
    assert not is_in(browser)


@pytest.mark.parametrize("what", ["profile", "sign-in", "update", "provider", "maker"])
def test_a_session_ends_with_its_reasons(sign_ins: SignIns, what: str) -> None:
    world = sign_ins.studio.world
    keeper = world.user("keeper", {"Action": ["sealcanvas:*", "sagemaker:*"], "Resource": "*"})
    sign_ins.for_domain(by=keeper)
    browser = sign_ins.sign_in("ana")
    assert is_in(browser)
    if what == "profile":
        ask(world.admin, "DeleteUserProfile", DomainId=sign_ins.studio.domain_id, UserProfileName="ana")
    elif what == "sign-in":
        sign_ins.ask("DeleteSignInProvider", SignInProviderName="corp")
    elif what == "update":
        sign_ins.for_domain("UpdateSignInProvider")
    elif what == "provider":
        request = {"OpenIDConnectProviderArn": sign_ins.provider_arn}
        iam.operations["DeleteOpenIDConnectProvider"](world.admin, request)
    else:
        iam.operations["DeleteUserPolicy"](world.admin, {"UserName": "keeper", "PolicyName": "own"})
    assert not is_in(browser)


def test_whoever_registered_it_must_still_be_allowed_to(sign_ins: SignIns) -> None:
    world = sign_ins.studio.world
    keeper = world.user("keeper", {"Action": ["sealcanvas:*", "sagemaker:*"], "Resource": "*"})
    sign_ins.for_domain(by=keeper)
    iam.operations["DeleteUserPolicy"](world.admin, {"UserName": "keeper", "PolicyName": "own"})
    iam.operations["DeleteUser"](world.admin, {"UserName": "keeper"})
    assert "sagemaker:CreatePresignedDomainUrl" in refusal(sign_ins.sign_in("ana"))
    assert sign_ins.for_domain("UpdateSignInProvider")["RegisteredBy"].endswith("user/admin")  # who takes it over
    assert is_in(sign_ins.sign_in("ana"))


def test_a_denial_for_one_profile_counts(sign_ins: SignIns) -> None:
    world, domain = sign_ins.studio.world, sign_ins.studio.domain_id
    ask(world.admin, "CreateUserProfile", DomainId=domain, UserProfileName="joe")
    only_ana = f"arn:aws:sagemaker:*:*:user-profile/{domain}/joe"
    keeper = world.user(
        "keeper",
        {"Action": ["sealcanvas:*", "sagemaker:*"], "Resource": "*"},
        {"Effect": "Deny", "Action": "sagemaker:CreatePresignedDomainUrl", "Resource": only_ana},
    )
    sign_ins.for_domain(by=keeper)
    assert is_in(sign_ins.sign_in("ana"))
    assert "no permission" in refusal(sign_ins.sign_in("joe"))


def test_a_disabled_key_keeps_people_out_and_names_itself(sign_ins: SignIns) -> None:
    sign_ins.for_domain()
    kms.operations["DisableKey"](sign_ins.studio.world.admin, {"KeyId": sign_ins.studio.key})
    assert sign_ins.studio.key.rpartition("/")[2] in refusal(sign_ins.sign_in("ana"))
    kms.operations["EnableKey"](sign_ins.studio.world.admin, {"KeyId": sign_ins.studio.key})
    assert is_in(sign_ins.sign_in("ana"))


def test_a_role_that_does_not_trust_sagemaker_keeps_people_out(sign_ins: SignIns) -> None:
    sign_ins.for_domain()
    request = {"RoleName": "Runner", "PolicyDocument": trusting("forecast.amazonaws.com")}
    iam.operations["UpdateAssumeRolePolicy"](sign_ins.studio.world.admin, request)
    assert "Could not assume role" in refusal(sign_ins.sign_in("ana"))
