"""A service-managed StackSet reaches every OU below the ones that it names, and passes suspended accounts over; moto reaches one level,
and deploys to accounts that are closed. What fails in one account stays there."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import StackSet
from moto.moto_api._internal import mock_random

from ..stack_sets import Deployment, deployments_of, outcome_of, reach


def repair() -> None:
    create = StackSet.create_stack_instances

    def create_everywhere(
        self: StackSet, accounts: Any, regions: Any, deployment_targets: Any, parameters: Any
    ) -> str:
        targets = deployment_targets or {}
        if self.permission_model != "SERVICE_MANAGED" or "OrganizationalUnitIds" not in targets:
            return create(self, accounts, regions, deployment_targets, parameters)
        reach(self, [*deployments_of(self), Deployment.to(targets, regions, parameters)])
        operation_id = str(mock_random.uuid4())
        self._create_operation(operation_id, "CREATE", outcome_of(self), accounts, regions)
        return operation_id

    StackSet.create_stack_instances = create_everywhere
