"""What `cdk deploy` needs of CloudFormation and moto gets wrong."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.exceptions import CloudFormationError
from moto.cloudformation.models import ChangeSet, CloudFormationBackend
from moto.cloudformation.parsing import ResourceMap
from moto.ssm.models import ssm_backends


def mend_change_sets() -> None:
    _read_outputs_after_applying()
    _say_what_is_not_there()
    _keep_previous_values()


def _read_outputs_after_applying() -> None:
    """A stack that was deployed by a change set has no outputs in moto."""
    apply = ChangeSet.apply

    def apply_and_read_outputs(self: ChangeSet) -> None:
        apply(self)
        self.stack.template_dict = self.template_dict
        self.stack.output_map = self.stack._create_output_map()

    ChangeSet.apply = apply_and_read_outputs


def _say_what_is_not_there() -> None:
    """CDK deletes an earlier change set of its name before each update, and asks until it is gone. AWS does not mind
    deleting what is not there; moto crashes, and has no ChangeSetNotFound."""
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


def _keep_previous_values() -> None:
    """A parameter that names an SSM parameter keeps its previous value, the resolved one; moto takes it for a name."""
    parse = ResourceMap.parse_ssm_parameter

    def parse_or_keep(self: ResourceMap, value: str, value_type: str) -> Any:
        is_name = ssm_backends[self._account_id][self._region_name].get_parameter(value) is not None
        return parse(self, value, value_type) if is_name else value

    ResourceMap.parse_ssm_parameter = parse_or_keep
