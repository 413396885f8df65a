"""Lambda's asynchronous invocations: how often a failed event is run again, and where it goes in the end."""

from __future__ import annotations

import json
from typing import Any

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
