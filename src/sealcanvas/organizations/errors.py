"""Organizations' errors, as its service model names them. All have HTTP status 400.

ServiceError
+-- AWSOrganizationsNotInUseException                  the caller's account is in no organisation
+-- AlreadyInOrganizationException                     it is in one already
+-- AccountNotFoundException, RootNotFoundException,
|   OrganizationalUnitNotFoundException, ParentNotFoundException, ChildNotFoundException,
|   SourceParentNotFoundException, DestinationParentNotFoundException, PolicyNotFoundException,
|   TargetNotFoundException, CreateAccountStatusNotFoundException
|                                                      what the request names is not there
+-- AccountAlreadyClosedException                      closed before
+-- DuplicateAccountException                          the account is there already
+-- DuplicateOrganizationalUnitException, DuplicatePolicyException, DuplicatePolicyAttachmentException
|                                                      a name is taken, or a policy attached already
+-- OrganizationNotEmptyException, OrganizationalUnitNotEmptyException, PolicyInUseException
|                                                      something still hangs on what is to be deleted
+-- PolicyNotAttachedException                         there is nothing to detach
+-- PolicyTypeNotAvailableForOrganizationException, PolicyTypeNotEnabledException,
|   PolicyTypeAlreadyEnabledException                  a type of policies that cannot be had, or its state
+-- MalformedPolicyDocumentException                   no service control policy, with line and column
+-- ConstraintViolationException                       a quota or rule, named by `Reason`
+-- InvalidInputException                              a parameter that cannot be honoured, named by `Reason`
+-- AccessDeniedException                              a policy said no, or the caller is not the management account
"""

from sealcanvas.service.errors import AccessDenied, ServiceError


class _Told(ServiceError):
    """An error whose sentence is always the same."""

    text = ""

    def __init__(self) -> None:
        super().__init__(self.text)


class AWSOrganizationsNotInUseException(_Told):
    """The caller's account is in no organisation."""

    text = "Your account is not a member of an organization."


class AlreadyInOrganizationException(_Told):
    """The caller's account is in an organisation already."""

    text = "The AWS account is already a member of an organization."


class AccountNotFoundException(_Told):
    """No such account in the organisation."""

    text = "You specified an account that doesn't exist."


class RootNotFoundException(_Told):
    """No such root."""

    text = "You specified a root that doesn't exist."


class OrganizationalUnitNotFoundException(_Told):
    """No such unit."""

    text = "You specified an organizational unit that doesn't exist."


class ParentNotFoundException(_Told):
    """No such root or unit."""

    text = "You specified a parent that doesn't exist."


class ChildNotFoundException(_Told):
    """No such account or unit."""

    text = "You specified a child that doesn't exist."


class SourceParentNotFoundException(_Told):
    """The account does not stand below the parent that it is to be moved from."""

    text = "You specified a source parent that doesn't exist."


class DestinationParentNotFoundException(_Told):
    """The root or unit that an account is to be moved to is not there."""

    text = "You specified a destination parent that doesn't exist."


class PolicyNotFoundException(_Told):
    """No such policy."""

    text = "You specified a policy that doesn't exist."


class TargetNotFoundException(_Told):
    """No such root, unit or account (for tags: or policy)."""

    text = "You specified a target that doesn't exist."


class CreateAccountStatusNotFoundException(_Told):
    """No such request for an account."""

    text = "You specified a create account request that doesn't exist."


class AccountAlreadyClosedException(_Told):
    """The account was closed before."""

    text = "The provided account is already closed."


class DuplicateAccountException(_Told):
    """The account stands below that parent already."""

    text = "The account is already present in the specified destination."


class DuplicateOrganizationalUnitException(_Told):
    """The parent has a unit of that name."""

    text = "An OU with the same name already exists."


class DuplicatePolicyException(_Told):
    """The organisation has a policy of that name."""

    text = "A policy with the specified name and type already exists."


class DuplicatePolicyAttachmentException(_Told):
    """The policy is attached to the target already."""

    text = "The selected policy is already attached to the specified target."


class OrganizationNotEmptyException(_Told):
    """The organisation has open member accounts."""

    text = "To delete an organization you must first remove all member accounts (except the master)."


class OrganizationalUnitNotEmptyException(_Told):
    """Accounts or units stand below the unit."""

    text = "The organizational unit is not empty: move its accounts and delete its child OUs first."


class PolicyInUseException(_Told):
    """The policy is attached somewhere."""

    text = (
        "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before "
        "performing this operation."
    )


class PolicyNotAttachedException(_Told):
    """The policy is not attached to the target."""

    text = "The policy isn't attached to the specified target in the specified root."


class PolicyTypeNotAvailableForOrganizationException(ServiceError):
    """A type of policies that the organisation cannot have."""


class PolicyTypeNotEnabledException(_Told):
    """The type of policies is not switched on."""

    text = "This operation can be performed only for enabled policy types."


class PolicyTypeAlreadyEnabledException(_Told):
    """The type of policies is switched on already."""

    text = "The specified policy type is already enabled."


class MalformedPolicyDocumentException(ServiceError):
    """A text that is no service control policy."""


class ConstraintViolationException(ServiceError):
    """A quota or rule of the organisation.

    Args:
        reason: AWS's word for it, `Reason` on the wire.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, Reason=reason)


class InvalidInputException(ServiceError):
    """A parameter that cannot be honoured.

    Args:
        reason: AWS's word for it, `Reason` on the wire.
    """

    def __init__(self, message: str, reason: str) -> None:
        super().__init__(message, Reason=reason)


class AccessDeniedException(AccessDenied):
    """A policy refused the call, or it is the management account's alone."""
