"""With automatic deployment, an account that joins an OU gets its stack, and one that leaves loses it; in moto nothing happens."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.responses import CloudFormationResponse
from moto.organizations.models import OrganizationsBackend

from ..stack_sets import follow


def repair() -> None:
    create, move = CloudFormationResponse.create_stack_set, OrganizationsBackend.move_account

    def create_and_note(self: Any) -> Any:
        answer = create(self)
        automatic = self._get_params().get("AutoDeployment") or {}
        stack_set = self.cloudformation_backend.describe_stack_set(self._get_param("StackSetName"))
        stack_set.is_automatic = is_true(automatic.get("Enabled"))
        stack_set.retains = is_true(automatic.get("RetainStacksOnAccountRemoval"))
        return answer

    def move_and_follow(self: Any, **kwargs: Any) -> None:
        move(self, **kwargs)
        follow(kwargs["AccountId"])

    CloudFormationResponse.create_stack_set = create_and_note
    OrganizationsBackend.move_account = move_and_follow


def is_true(value: Any) -> bool:
    return str(value).lower() == "true"
