"""An update of a service-managed StackSet reaches its stacks, new values of parameters by OU do, and so does a deletion by OU; in moto the
set alone changes."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import StackSet
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.moto_api._internal import mock_random

from ..stack_sets import Deployment, as_dict, deployments_of, outcome_of, reach, redeploy


def repair() -> None:
    update = StackSet.update
    update_instances = CloudFormationResponse.update_stack_instances
    delete_instances = CloudFormationResponse.delete_stack_instances

    def update_and_redeploy(self: StackSet, **kwargs: Any) -> Any:
        operation = update(self, **kwargs)
        if self.permission_model == "SERVICE_MANAGED":
            redeploy(self)
            operation["Status"] = outcome_of(self)
        return operation

    def update_by_unit(self: Any) -> Any:
        stack_set, units = _asked(self)
        if not units:
            return update_instances(self)
        overrides = as_dict(self._get_param("ParameterOverrides", []))
        for deployment in deployments_of(stack_set):
            if set(deployment.units) & set(units):
                deployment.overrides = overrides
        reach(stack_set, deployments_of(stack_set))
        return _operation(stack_set, "UPDATE")

    def delete_by_unit(self: Any) -> Any:
        stack_set, units = _asked(self)
        if not units:
            return delete_instances(self)
        rest = [_without(deployment, units) for deployment in deployments_of(stack_set)]
        reach(stack_set, [deployment for deployment in rest if deployment.units])
        return _operation(stack_set, "DELETE")

    StackSet.update = update_and_redeploy
    CloudFormationResponse.update_stack_instances = update_by_unit
    CloudFormationResponse.delete_stack_instances = delete_by_unit


def _asked(response: Any) -> tuple[Any, list[str]]:
    targets = response._get_params().get("DeploymentTargets") or {}
    stack_set = response.cloudformation_backend.describe_stack_set(response._get_param("StackSetName"))
    return stack_set, targets.get("OrganizationalUnitIds") or []


def _without(deployment: Deployment, units: list[str]) -> Deployment:
    rest = [unit for unit in deployment.units if unit not in units]
    return Deployment(rest, deployment.regions, deployment.overrides, deployment.accounts, deployment.account_filter)


def _operation(stack_set: Any, action: str) -> ActionResult:
    operation_id = str(mock_random.uuid4())
    stack_set._create_operation(operation_id, action, outcome_of(stack_set))
    return ActionResult({"OperationId": operation_id})
