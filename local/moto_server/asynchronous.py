"""Lambda's asynchronous invocations: how often a failed event is run again, and where it goes in the end."""

from __future__ import annotations

import json
from typing import Any

from moto.awslambda.models import lambda_backends
from moto.core.common_models import CloudFormationModel
from moto.sqs.models import sqs_backends


def event_invoke_config(function: Any) -> dict[str, Any]:
    return function.event_invoke_config[0].config if function.event_invoke_config else {}


def put_letter(queue_arn: str, function: Any, event: Any, answer: Any, attempts: int) -> None:
    """As AWS writes it to a destination for failures."""
    _, _, _, region, account_id, queue_name = queue_arn.split(":")
    letter = {
        "version": "1.0",
        "requestContext": {
            "functionArn": f"{function.function_arn}:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": attempts,
        },
        "requestPayload": event,
        "responseContext": {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"},
        "responsePayload": answer,
    }
    sqs_backends[account_id][region].send_message(queue_name, json.dumps(letter))


class EventInvokeConfig(CloudFormationModel):
    """moto knows the API, and CloudFormation's resource of that name it does not: it passes it over."""

    def __init__(self, physical_resource_id: str) -> None:
        self.physical_resource_id = physical_resource_id

    @staticmethod
    def cloudformation_name_type() -> str:
        return ""

    @staticmethod
    def cloudformation_type() -> str:
        return "AWS::Lambda::EventInvokeConfig"

    @classmethod
    def create_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str, **_: Any
    ) -> "EventInvokeConfig":
        properties = cloudformation_json["Properties"]
        name = properties["FunctionName"]
        config = {key: properties[key] for key in ("MaximumRetryAttempts", "DestinationConfig") if key in properties}
        # CloudFormation's numbers may be texts.
        if "MaximumRetryAttempts" in config:
            config["MaximumRetryAttempts"] = int(config["MaximumRetryAttempts"])
        backend = lambda_backends[account_id][region_name]
        backend.get_function(name).event_invoke_config = []
        backend.put_function_event_invoke_config(name, config)
        return cls(f"{name}|$LATEST")

    @classmethod
    def update_from_cloudformation_json(
        cls, original_resource: Any, new_resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
    ) -> "EventInvokeConfig":
        return cls.create_from_cloudformation_json(new_resource_name, cloudformation_json, account_id, region_name)

    @classmethod
    def delete_from_cloudformation_json(
        cls, resource_name: str, cloudformation_json: Any, account_id: str, region_name: str
    ) -> None:
        pass

