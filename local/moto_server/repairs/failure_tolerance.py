"""An operation of a StackSet in which more instances fail than its preferences tolerate is FAILED, and the instances that it has not come to are
CANCELLED; without preferences, one is too many. In moto every operation succeeds. Automatic deployment knows no preferences."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.responses import CloudFormationResponse

from .. import stack_sets

OPERATIONS = ("create_stack_instances", "update_stack_instances", "update_stack_set")


def repair() -> None:
    stack_sets.tolerated_failures.append(_tolerated)
    for name in OPERATIONS:
        setattr(CloudFormationResponse, name, _noting(getattr(CloudFormationResponse, name)))


def _tolerated(stack_set: Any, count: int) -> int:
    preferences = getattr(stack_set, "preferences", {})
    if "FailureTolerancePercentage" in preferences:
        return int(preferences["FailureTolerancePercentage"]) * count // 100
    return int(preferences.get("FailureToleranceCount", 0))


def _noting(operation: Any) -> Any:
    def noted(self: Any) -> Any:
        stack_set = self.cloudformation_backend.describe_stack_set(self._get_param("StackSetName"))
        stack_set.preferences = self._get_params().get("OperationPreferences") or {}
        return operation(self)

    return noted
