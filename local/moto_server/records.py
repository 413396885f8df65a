"""What the tests want to see afterwards: every call, every SNS message, every log line of a function.

moto keeps a topic's messages without their structure, and no list of calls at all.
"""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any

from moto.sns.models import Topic

from .clock import Clock

MOST_CALLS = 20_000
MOST_LINES = 20_000


class Records:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._numbers = itertools.count(1)
        self._calls: deque[dict[str, Any]] = deque(maxlen=MOST_CALLS)
        self.function_log: deque[dict[str, str]] = deque(maxlen=MOST_LINES)
        self.published: list[dict[str, Any]] = []
        self._record_publications()

    def add_call(self, **fields: Any) -> dict[str, Any]:
        """The status and the error are filled in once the call is answered."""
        call = {"n": next(self._numbers), "at": self._clock.iso(), **fields}
        self._calls.append(call)
        return call

    def calls_since(self, n: int) -> list[dict[str, Any]]:
        return [call for call in list(self._calls) if call["n"] > n]

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
