"""How moto's messages and log lines come to be recorded: it keeps a topic's messages without their structure."""

from __future__ import annotations

from typing import Any

from moto.sns.models import Topic

from .clock import Clock
from .recorded import Recorded


class Records(Recorded):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._record_publications()

    def add_log_lines(self, function: Any, request_id: str, lines: list[str]) -> None:
        whose = {"accountId": function.account_id, "functionName": function.function_name}
        at = self._clock.iso()
        for line in lines:
            self.function_log.append({**whose, "requestId": request_id, "at": at, "line": line})

    def _record_publications(self) -> None:
        records, publish = self, Topic.publish

        def publish_and_record(topic: Topic, message: str, **options: Any) -> str:
            message_id = publish(topic, message, **options)
            attributes = options.get("message_attributes") or {}
            records.published.append(
                {
                    "at": records._clock.iso(),
                    "messageId": message_id,
                    "topicArn": topic.arn,
                    "subject": options.get("subject"),
                    "messageStructure": options.get("message_structure"),
                    "message": message,
                    "attributes": {name: str(attribute["Value"]) for name, attribute in attributes.items()},
                }
            )
            return message_id

        Topic.publish = publish_and_record
