"""CDK deletes an earlier change set of its name before each update, and asks until it is gone. AWS does not mind deleting
what is not there; moto crashes, and has no ChangeSetNotFound."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import CloudFormationError
from moto.cloudformation.models import CloudFormationBackend


def repair() -> None:
    delete, describe = CloudFormationBackend.delete_change_set, CloudFormationBackend.describe_change_set

    def delete_if_there(self: CloudFormationBackend, change_set_name: str) -> None:
        if _is_there(self, change_set_name):
            delete(self, change_set_name)

    def describe_if_there(self: CloudFormationBackend, change_set_name: str) -> Any:
        if not _is_there(self, change_set_name):
            raise CloudFormationError("ChangeSetNotFoundException", f"ChangeSet [{change_set_name}] does not exist")
        return describe(self, change_set_name)

    CloudFormationBackend.delete_change_set = delete_if_there
    CloudFormationBackend.describe_change_set = describe_if_there


def _is_there(backend: CloudFormationBackend, name_or_arn: str) -> bool:
    return any(name_or_arn in (arn, one.change_set_name) for arn, one in backend.change_sets.items())
