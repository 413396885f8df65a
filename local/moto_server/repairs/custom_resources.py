"""A custom resource is made, changed and deleted by its function, in the stack's account, and the stack waits for the answer, which may come long
after the function has ended; FAILED fails the stack. moto asks for its creation alone, takes the answer for that of its first account, and goes
on before it has come."""

from __future__ import annotations

import threading
import uuid
from typing import Any
from urllib.parse import quote

from moto import settings
from moto.awslambda import lambda_backends
from moto.cloudformation import cloudformation_backends
from moto.cloudformation.custom_model import CustomModel
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.responses import CloudFormationResponse

_answers: dict[str, dict[str, Any]] = {}
_came = threading.Condition()

LONGEST_WAIT_S = 3600
"""CloudFormation's own limit, where the resource has no ServiceTimeout."""


def repair() -> None:
    CustomModel.create_from_cloudformation_json = classmethod(_create)
    CustomModel.update_from_cloudformation_json = classmethod(_update)
    CustomModel.delete = _delete
    CloudFormationResponse.process_cfn_response = _take_answer


def _create(
    cls: Any, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **given: Any
) -> Any:
    made = cls(region_name, "", given["LogicalId"], resource_name)
    made.account_id, made.stack_id, made.kind = account_id, given["StackId"], given["ResourceType"]
    stack = cloudformation_backends[account_id][region_name].get_stack(made.stack_id)
    stack.add_custom_resource(made)
    made.properties = cloudformation_json["Properties"]
    _ask(made, "Create")
    return made


def _update(
    cls: Any, original_resource: Any, new_resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
) -> Any:
    before, original_resource.properties = original_resource.properties, cloudformation_json["Properties"]
    _ask(original_resource, "Update", OldResourceProperties=before)
    return original_resource


def _delete(self: Any, account_id: str, region_name: str) -> None:
    _ask(self, "Delete")


def _ask(resource: Any, request: str, **more: Any) -> None:
    request_id = str(uuid.uuid4())
    function = lambda_backends[resource.account_id][resource.region_name].get_function(resource.properties["ServiceToken"])
    host = f"http://localhost:{settings.moto_server_port()}"
    event = {
        "RequestType": request,
        "ServiceToken": resource.properties["ServiceToken"],
        "ResponseURL": f"{host}/cloudformation_{resource.region_name}/cfnresponse?stack={quote(resource.stack_id, safe='')}",
        "StackId": resource.stack_id,
        "RequestId": request_id,
        "LogicalResourceId": resource.logical_id,
        "ResourceType": resource.kind,
        "ResourceProperties": resource.properties,
        **({} if request == "Create" else {"PhysicalResourceId": resource.physical_resource_id}),
        **more,
    }
    result, errored, _ = function._invoke_lambda(event)
    longest = 0 if errored else int(resource.properties.get("ServiceTimeout", LONGEST_WAIT_S))
    with _came:
        _came.wait_for(lambda: request_id in _answers, longest)
        answer = _answers.pop(request_id, {"Status": "FAILED", "Reason": f"the function has not answered: {result}"})
    if answer["Status"] != "SUCCESS":
        reason = f"Received response status [FAILED] from custom resource. Message returned: {answer.get('Reason')}"
        raise ValidationError(resource.stack_id, reason)
    resource.resource_name = answer["PhysicalResourceId"]
    resource.set_data(answer.get("Data") or {})


def _take_answer(self: Any) -> tuple[int, dict[str, int], str]:
    names = ("Status", "Reason", "RequestId", "PhysicalResourceId", "Data")
    answer = {name: self._get_param(name) for name in names}
    with _came:
        _answers[answer["RequestId"]] = answer
        _came.notify_all()
    return 200, {"status": 200}, "{}"
