"""The web application around moto: every request is read, authenticated, recorded, and then answered by moto."""

from __future__ import annotations

import re
from typing import Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app

from .authentication import principal_of, refusal_of
from .calls import read_call
from .clock import Clock
from .control import Control
from .forking import Forks
from .functions import Functions
from .killing import KillSwitch
from .records import Records
from .slowness import Slowness
from .throttling import Throttle

ERROR_CODE = re.compile(rb'<Code>([^<]+)</Code>|"__type":\s*"(?:[^"]*#)?([^"]+)"')


class LocalAws:
    def __init__(self, clock: Clock, records: Records, functions: Functions, forks: Forks) -> None:
        self._moto = DomainDispatcherApplication(_backend_app)
        self._records = records
        self._kill_switch = KillSwitch(functions)
        self._throttle = Throttle()
        self._slowness = Slowness()
        self._control = Control(clock, records, self._kill_switch, self._throttle, forks, self._slowness)

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO", "").startswith("/_keyturn/"):
            return self._control(environ, start_response)

        call = read_call(environ)
        process = self._kill_switch.caller(call, environ)
        strike = self._kill_switch.strikes(process, call)
        if strike == "before":
            process.kill()
            return _no_answer(start_response)

        record = self._records.add_call(
            service=call.service,
            action=call.action,
            region=call.region,
            accessKeyId=call.access_key_id,
            principal=principal_of(call.access_key_id),
            byFunction=process is not None,
            userAgent=environ.get("HTTP_USER_AGENT", ""),
            # Who plays several machines on this one says which.
            sourceIpAddress=environ.get("HTTP_X_FORWARDED_FOR") or environ.get("REMOTE_ADDR", ""),
            parameters=call.parameters,
        )
        self._slowness.wait_while_held(call, process is not None)
        if self._slowness.hangs(call, process is not None):
            return _no_answer(start_response)
        refusal = (
            refusal_of(call, environ)
            or self._slowness.refusal_of(call, process is not None)
            or self._throttle.refusal_of(call, process is not None)
        )
        if refusal is not None:
            record.update(status=int(refusal.status.split()[0]), error=refusal.code)
        answer = refusal.answer(start_response) if refusal else self._answered_by_moto(record, environ, start_response)
        if strike == "after":
            process.kill()
        return answer

    def _answered_by_moto(self, record: dict[str, Any], environ: dict[str, Any], start_response: Any) -> Any:
        def note_status(status: str, headers: Any, exc_info: Any = None) -> Any:
            record["status"] = int(status.split()[0])
            return start_response(status, headers, exc_info)

        answer = self._moto(environ, note_status)
        if record.get("status", 200) >= 400:
            answer = [b"".join(answer)]
            code = ERROR_CODE.search(answer[0])
            record["error"] = (code[1] or code[2]).decode() if code else "?"
        return answer


def _backend_app(service: Any) -> Any:
    """moto's, without Flask's debug mode, which makes a class for each request."""
    app = create_backend_app(service)
    app.debug = False
    app.config["PROPAGATE_EXCEPTIONS"] = True  # as debug mode does
    return app


def _no_answer(start_response: Any) -> list[bytes]:
    """For a client that is dead."""
    start_response("500 Internal Server Error", [("Content-Length", "0")])
    return [b""]
