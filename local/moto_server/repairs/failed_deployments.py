"""A deployment changes each resource after those that it needs, and ends at the first that fails; what was changed by then is put back, and the
stack says UPDATE_ROLLBACK_COMPLETE, or ROLLBACK_COMPLETE. moto tries five times, in the template's order, goes on with the others, and
leaves them as they are; the request fails."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import ChangeSet, CloudFormationBackend, Stack

from ..deployments import carry_out


def repair() -> None:
    ChangeSet.apply = lambda self: carry_out(self.stack, self.template_dict, self.parameters)
    CloudFormationBackend.execute_change_set = _execute
    Stack.update = _update


def _execute(self: CloudFormationBackend, change_set_name: str, stack_name: Any = None) -> None:
    change_set = self.describe_change_set(change_set_name)
    stack, kind = self.stacks[change_set.stack_id], change_set.change_set_type
    stack.status = f"{kind}_IN_PROGRESS"
    stack._add_stack_event(stack.status, resource_status_reason="User Initiated")
    change_set.apply()
    change_set.execution_status = "EXECUTE_COMPLETE"
    if stack.failure is None:
        stack.status = f"{kind}_COMPLETE"
        stack._add_stack_event(stack.status)
        stack.template = change_set.template


def _update(
    self: Stack, template: str, role_arn: Any = None, parameters: Any = None, tags: Any = None
) -> None:
    former = self.template
    self.status = "UPDATE_IN_PROGRESS"
    self._add_stack_event(self.status, resource_status_reason="User Initiated")
    self.template = template
    self._parse_template()
    carry_out(self, self.template_dict, parameters)
    if self.failure is not None:
        self.template = former
        self._parse_template()
        return
    self.output_map = self._create_output_map()
    self.status = "UPDATE_COMPLETE"
    self._add_stack_event(self.status)
    self.role_arn = role_arn
    self.parameters = parameters or self.parameters
    self.tags = self.tags if tags is None else tags
