"""What the tests want to see afterwards: every call, every SNS message, every log line of a function."""

from __future__ import annotations

import itertools
from collections import deque
from typing import Any

from ministack.services import lambda_svc, sns

from moto_server.clock import Clock

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
        self._record_logs()

    def add_call(self, **fields: Any) -> dict[str, Any]:
        """The status and the error are filled in once the call is answered."""
        call = {"n": next(self._numbers), "at": self._clock.iso(), **fields}
        self._calls.append(call)
        return call

    def calls_since(self, n: int) -> list[dict[str, Any]]:
        return [call for call in list(self._calls) if call["n"] > n]

    def _record_publications(self) -> None:
        publish = sns.publish_internal

        def publish_and_record(topic_arn: str, message: str, subject: Any = None, **options: Any) -> Any:
            result = publish(topic_arn, message, subject, **options)
            attributes = options.get("message_attributes") or {}
            self.published.append(
                {
                    "at": self._clock.iso(),
                    "messageId": result["message_id"],
                    "topicArn": topic_arn,
                    "subject": subject or None,
                    "messageStructure": options.get("message_structure") or None,
                    "message": message,
                    "attributes": {name: str(one.get("StringValue", one.get("Value"))) for name, one in attributes.items()},
                }
            )
            return result

        sns.publish_internal = publish_and_record

    def _record_logs(self) -> None:
        emit = lambda_svc._emit_lambda_logs

        def emit_and_record(function: Any, request_id: str, text: str, *more: Any, **options: Any) -> None:
            name = (function.get("config") or function)["FunctionName"]
            for line in text.splitlines():
                self.function_log.append({"accountId": "123456789012", "functionName": name, "requestId": request_id, "at": self._clock.iso(), "line": line})
            emit(function, request_id, text, *more, **options)

        lambda_svc._emit_lambda_logs = emit_and_record
