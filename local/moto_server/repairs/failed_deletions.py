"""A stack whose resources cannot be deleted stays, in DELETE_FAILED; in moto it vanishes, and the request fails."""

from __future__ import annotations

from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.iam.exceptions import DeleteConflictException


def repair() -> None:
    delete, forget = Stack.delete, CloudFormationBackend.delete_stack

    def delete_or_fail(self: Stack) -> None:
        try:
            delete(self)
        except DeleteConflictException as error:
            self._add_stack_event("DELETE_FAILED", resource_status_reason=str(error))
            self.status = "DELETE_FAILED"

    def forget_unless_failed(self: CloudFormationBackend, name_or_stack_id: str) -> None:
        forget(self, name_or_stack_id)
        for stack_id, stack in list(self.deleted_stacks.items()):
            if stack.status == "DELETE_FAILED":
                self.stacks[stack_id] = self.deleted_stacks.pop(stack_id)

    Stack.delete = delete_or_fail
    CloudFormationBackend.delete_stack = forget_unless_failed
