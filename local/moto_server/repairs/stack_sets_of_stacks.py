"""AWS::CloudFormation::StackSet in a template: made, changed and deleted with its stack; moto passes it over."""

from __future__ import annotations

from typing import Any

from moto.cloudformation.models import cloudformation_backends
from moto.core.common_models import CloudFormationModel

from ..stack_sets import Deployment, as_dict, outcome_of, reach, redeploy
from .automatic_deployment import is_true


def repair() -> None:
    _KEPT.append(_model())


def _model() -> type[CloudFormationModel]:
    """Only where it is wanted: moto finds the kinds of resources among the direct subclasses of one class."""

    class StackSetOfStack(CloudFormationModel):
        def __init__(self, stack_set: Any) -> None:
            self.stack_set = stack_set
            self.physical_resource_id = stack_set.id

        @staticmethod
        def cloudformation_name_type() -> str:
            return "StackSetName"

        @staticmethod
        def cloudformation_type() -> str:
            return "AWS::CloudFormation::StackSet"

        @classmethod
        def has_cfn_attr(cls, attr: str) -> bool:
            return attr == "StackSetId"

        def get_cfn_attribute(self, _attribute: str) -> str:
            return self.physical_resource_id

        @classmethod
        def create_from_cloudformation_json(
            cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
        ) -> Any:
            properties = cloudformation_json["Properties"]
            stack_set = cloudformation_backends[account_id][region_name].create_stack_set(
                name=properties["StackSetName"],
                template=properties["TemplateBody"],
                parameters=as_dict(properties.get("Parameters")),
                tags={},
                permission_model=properties["PermissionModel"],
                admin_role=None,
                exec_role=None,
                description=properties.get("Description"),
            )
            _deploy(stack_set, properties)
            return cls(stack_set)

        @classmethod
        def update_from_cloudformation_json(
            cls, original_resource: Any, new_resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
        ) -> Any:
            properties, stack_set = cloudformation_json["Properties"], original_resource.stack_set
            stack_set.template = properties["TemplateBody"]
            stack_set.parameters = as_dict(properties.get("Parameters"))
            _deploy(stack_set, properties)
            redeploy(stack_set)
            _must_have_succeeded(stack_set)
            return original_resource

        def delete(self, account_id: str, region_name: str) -> None:
            reach(self.stack_set, [])
            cloudformation_backends[account_id][region_name].delete_stack_set(self.stack_set.name)

    return StackSetOfStack


_KEPT: list[type[CloudFormationModel]] = []


def _deploy(stack_set: Any, properties: dict[str, Any]) -> None:
    automatic = properties.get("AutoDeployment") or {}
    stack_set.is_automatic = is_true(automatic.get("Enabled"))
    stack_set.retains = is_true(automatic.get("RetainStacksOnAccountRemoval"))
    stack_set.preferences = properties.get("OperationPreferences") or {}
    groups = properties.get("StackInstancesGroup") or []
    reach(
        stack_set,
        [Deployment.to(each["DeploymentTargets"], each["Regions"], each.get("ParameterOverrides")) for each in groups],
    )
    _must_have_succeeded(stack_set)


def _must_have_succeeded(stack_set: Any) -> None:
    """As the handler of the resource has it."""
    if outcome_of(stack_set) != "SUCCEEDED":
        raise ValueError("Stack set operation was unexpectedly stopped or failed")
