"""CloudFormation compares a resource with its template for whoever asks (DetectStackResourceDrift), which moto does not know. Here it
compares the policy of a KMS key, and no other resource."""

from __future__ import annotations

import json
from typing import Any

from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.kms.models import Key


def repair() -> None:
    create = Key.create_from_cloudformation_json.__func__

    def create_and_remember(cls: Any, *args: Any, **kwargs: Any) -> Any:
        key = create(cls, *args, **kwargs)
        key.policy_of_template = _document(key.policy)
        return key

    Key.create_from_cloudformation_json = classmethod(create_and_remember)
    CloudFormationResponse.detect_stack_resource_drift = _detect


def _detect(response: Any) -> ActionResult:
    stack = response.cloudformation_backend.get_stack(response._get_param("StackName"))
    logical_id = response._get_param("LogicalResourceId")
    key = stack.resource_map[logical_id]
    if not isinstance(key, Key):
        raise ValidationError(message=f"The local AWS compares keys only, and {logical_id} is none")
    drift = {
        "StackId": stack.stack_id,
        "LogicalResourceId": logical_id,
        "PhysicalResourceId": key.id,
        "ResourceType": "AWS::KMS::Key",
        "StackResourceDriftStatus": _status(key),
        "PropertyDifferences": _differences(key),
        "Timestamp": utcnow(),
    }
    return ActionResult({"StackResourceDrift": drift})


def _status(key: Any) -> str:
    if key.key_state == "PendingDeletion":
        return "DELETED"
    return "MODIFIED" if _differences(key) else "IN_SYNC"


def _differences(key: Any) -> list[dict[str, str]]:
    wanted, actual = key.policy_of_template, _document(key.policy)
    if wanted == actual:
        return []
    values = {"ExpectedValue": json.dumps(wanted), "ActualValue": json.dumps(actual)}
    return [{"PropertyPath": "/KeyPolicy", **values, "DifferenceType": "NOT_EQUAL"}]


def _document(policy: Any) -> Any:
    return json.loads(policy) if isinstance(policy, str) else policy
