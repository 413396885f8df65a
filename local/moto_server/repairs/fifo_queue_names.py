"""
CloudFormation names a FIFO queue that has no name of its own so that it ends in .fifo, as SQS demands; moto's name does not. Of a long
name, as in a StackSet's stack, the random end stays: two queues of one stack begin alike.
"""

from __future__ import annotations

from typing import Any

from moto.sqs.models import Queue

LONGEST_NAME = 80


def repair() -> None:
    create = Queue.create_from_cloudformation_json.__func__  # type: ignore[attr-defined]

    def create_named(cls: Any, resource_name: str, cloudformation_json: Any, *args: Any, **kwargs: Any) -> Queue:
        properties = cloudformation_json.get("Properties", {})
        if str(properties.get("FifoQueue", "")).lower() == "true" and not str(resource_name).endswith(".fifo"):
            begin, _, random = str(resource_name).rpartition("-")
            end = f"-{random}.fifo"
            resource_name = begin[: LONGEST_NAME - len(end)] + end
        return create(cls, resource_name, cloudformation_json, *args, **kwargs)

    Queue.create_from_cloudformation_json = classmethod(create_named)  # type: ignore[assignment]
