"""How ministack's messages and log lines come to be recorded."""

from __future__ import annotations

from typing import Any

from ministack.services import lambda_svc, sns

from moto_server.clock import Clock
from moto_server.recorded import Recorded


class Records(Recorded):
    def __init__(self, clock: Clock) -> None:
        super().__init__(clock)
        self._record_publications()
        self._record_logs()

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
