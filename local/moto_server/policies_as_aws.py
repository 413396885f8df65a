"""Managed policies that are attached, and stacks that have them: AWS deletes neither."""

from __future__ import annotations

import json
from typing import Any

from moto.cloudformation.models import CloudFormationBackend, Stack
from moto.cloudformation.parsing import ResourceMap
from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend, ManagedPolicy, Role


def mend_policies() -> None:
    _keep_what_is_attached()
    _delete_policies_of_stacks()
    _retain_except_on_create()
    _say_that_a_deletion_failed()
    _documents_are_json()


def _keep_what_is_attached() -> None:
    delete = IAMBackend.delete_policy

    def delete_unless_attached(self: IAMBackend, policy_arn: str) -> None:
        if self.get_policy(policy_arn).attachment_count > 0:
            raise DeleteConflictException("Cannot delete a policy attached to entities.")
        delete(self, policy_arn)

    IAMBackend.delete_policy = delete_unless_attached


def _delete_policies_of_stacks() -> None:
    """moto forgets that a stack had a policy, and leaves the policy itself."""

    def delete(self: ManagedPolicy, _account_id: str, _region_name: str) -> None:
        self.backend.delete_policy(self.arn)

    ManagedPolicy.delete = delete


def _retain_except_on_create() -> None:
    """moto knows only Retain. At the end of a stack they are the same."""
    delete = ResourceMap.delete

    def delete_others(self: ResourceMap) -> None:
        for resource in self._resource_json_map.values():
            if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
                resource["DeletionPolicy"] = "Retain"
        delete(self)

    ResourceMap.delete = delete_others


def _say_that_a_deletion_failed() -> None:
    """A stack whose resources cannot be deleted stays, for all to see; in moto it vanishes, and the request fails."""
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


def _documents_are_json() -> None:
    """Of a role that a stack made, moto gives the inline policies in Python's own writing."""
    put = Role.put_policy

    def put_as_json(self: Role, policy_name: str, policy_json: Any) -> None:
        put(self, policy_name, policy_json if isinstance(policy_json, str) else json.dumps(policy_json))

    Role.put_policy = put_as_json
