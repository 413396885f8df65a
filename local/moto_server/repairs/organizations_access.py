"""StackSets reach an organization once its management account has let them, and are made there or by a delegated administrator; moto asks
for neither, and does not know the switch."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import CloudFormationBackend
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult, EmptyResult

from ..organizations import is_delegated, organization_of


def repair() -> None:
    create = CloudFormationBackend.create_stack_set

    def create_where_allowed(self: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("permission_model") == "SERVICE_MANAGED":
            _check(self.account_id)
        return create(self, *args, **kwargs)

    CloudFormationBackend.create_stack_set = create_where_allowed
    CloudFormationResponse.activate_organizations_access = lambda self: _switch(self, True)
    CloudFormationResponse.deactivate_organizations_access = lambda self: _switch(self, False)
    CloudFormationResponse.describe_organizations_access = lambda self: ActionResult(
        {"Status": "ENABLED" if _is_active(self.current_account) else "DISABLED"}
    )


def _is_active(account_id: str) -> bool:
    return bool(getattr(organization_of(account_id), "lets_stack_sets", False))


def _switch(response: Any, is_active: bool) -> EmptyResult:
    organization = organization_of(response.current_account)
    if organization is None or organization.account_id != response.current_account:
        raise ValidationError(message="Only the management account of an organization can do this")
    organization.lets_stack_sets = is_active
    return EmptyResult()


def _check(account_id: str) -> None:
    organization = organization_of(account_id)
    if not _is_active(account_id):
        raise ValidationError(message="You must enable organizations access to operate a service managed stack set")
    if organization.account_id != account_id and not is_delegated(account_id):
        raise ValidationError(message="Account used is not a delegated administrator")
