"""The application around ministack: every request is read and recorded, and then evaluated and answered by ministack."""

from __future__ import annotations

import io
import json
import re
from typing import Any

import ministack.app
from ministack.core.iam_evaluator import resolve_caller_identity

from moto_server.calls import ApiCall, read_call

from .clock import ShiftedClock
from .records import Records

ERROR_CODE = re.compile(rb'<Code>([^<]+)</Code>|"__type":\s*"(?:[^"]*#)?([^"]+)"')


class LocalAws:
    def __init__(self, clock: ShiftedClock, records: Records) -> None:
        self._clock = clock
        self._records = records

    async def __call__(self, scope: dict[str, Any], receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await ministack.app.app(scope, receive, send)
        elif scope["path"].startswith("/_keyturn/"):
            await self._answer(scope["path"][len("/_keyturn/") :], await _body(receive), scope, send)
        else:
            await self._pass_on(scope, await _body(receive), send)

    async def _pass_on(self, scope: dict[str, Any], body: bytes, send: Any) -> None:
        headers = {name.decode().lower(): value.decode("latin-1") for name, value in scope["headers"]}
        call = read_call(_environ(scope, headers, body))
        record = self._record(call, headers)
        answers: list[dict[str, Any]] = []

        async def note(message: dict[str, Any]) -> None:
            if message["type"] == "http.response.start":
                record["status"] = message["status"]
            elif record["status"] >= 400:
                answers.append(message)
            await send(message)

        await ministack.app.app(scope, _replayed(body), note)
        if record.get("status", 200) >= 400:
            code = ERROR_CODE.search(b"".join(message.get("body", b"") for message in answers))
            record["error"] = (code[1] or code[2]).decode() if code else "?"

    def _record(self, call: ApiCall, headers: dict[str, str]) -> dict[str, Any]:
        user_agent = headers.get("user-agent", "")
        identity = resolve_caller_identity(call.access_key_id) if call.access_key_id else None
        return self._records.add_call(
            service=call.service,
            action=call.action,
            region=call.region,
            accessKeyId=call.access_key_id,
            principal=(identity or {}).get("userArn", ""),
            byFunction="app/function" in user_agent,
            userAgent=user_agent,
            sourceIpAddress=headers.get("x-forwarded-for", "127.0.0.1"),
            parameters=call.parameters,
        )

    async def _answer(self, name: str, body: bytes, scope: dict[str, Any], send: Any) -> None:
        """The part of moto_server/control.py that the tests need here, in the same words."""
        if name == "clock" and body:
            self._clock.set(json.loads(body)["now"])
        answers = {
            "clock": lambda: {"now": self._clock.iso()},
            "published": lambda: self._records.published,
            "function-log": lambda: list(self._records.function_log),
            "calls": lambda: self._records.calls_since(int(scope["query_string"].decode().partition("since=")[2] or 0)),
        }
        status, answer = (200, answers[name]()) if name in answers else (404, {"error": f"no {name}"})
        await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
        await send({"type": "http.response.body", "body": json.dumps(answer).encode()})


def _environ(scope: dict[str, Any], headers: dict[str, str], body: bytes) -> dict[str, Any]:
    """As WSGI has it, for read_call."""
    return {
        "REQUEST_METHOD": scope["method"],
        "PATH_INFO": scope["path"],
        "QUERY_STRING": scope["query_string"].decode(),
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
        **{f"HTTP_{name.upper().replace('-', '_')}": value for name, value in headers.items()},
    }


async def _body(receive: Any) -> bytes:
    parts = []
    while True:
        message = await receive()
        parts.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(parts)


def _replayed(body: bytes) -> Any:
    messages = iter([{"type": "http.request", "body": body, "more_body": False}])

    async def receive() -> dict[str, Any]:
        return next(messages, {"type": "http.disconnect"})

    return receive
