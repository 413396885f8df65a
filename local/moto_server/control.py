"""The tests' own API, beside AWS's, under /_keyturn/."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

from .clock import Clock
from .forking import Forks
from .killing import KillSwitch
from .process import FunctionProcess
from .records import Records
from .slowness import Slowness, parameters_of
from .throttling import Throttle


class Control:
    """
    GET  clock         → {"now"}             POST clock {"now": ISO time, "functions"?} sets it; it runs on from there
    GET  published     → every SNS message so far, in order
    GET  function-log  → every log line of every function
    GET  calls?since=N → the recorded AWS calls whose number `n` is above N
    GET  kill          → {"armed"}           POST kill {"at": N, "when": "before" | "after", "action"?}, see killing.py
    POST throttle {"times": N, "action": "ListAccessKeys"}, see throttling.py
    POST slow {"latencyMs", "propagationMs"}, hang {"times": N, "action": "UpdateAccessKey"}, see slowness.py
    POST hold {"action": "UpdateAccessKey"}, release {"action"}, see slowness.py
    POST fork     → {"port"} of a copy that goes on by itself, see forking.py; of an --unrepaired one, {"without": REPAIR}
    POST end ends such a copy
    """

    def __init__(
        self, clock: Clock, records: Records, kill_switch: KillSwitch, throttle: Throttle, forks: Forks, slowness: Slowness
    ) -> None:
        self._clock = clock
        self._records = records
        self._kill_switch = kill_switch
        self._throttle = throttle
        self._forks = forks
        self._slowness = slowness

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        name = environ["PATH_INFO"][len("/_keyturn/") :].replace("-", "_")
        operation = getattr(self, f"{environ['REQUEST_METHOD'].lower()}_{name}", None)
        if operation is None:
            status, answer = "404 Not Found", {"error": f"no {environ['REQUEST_METHOD']} {environ['PATH_INFO']}"}
        else:
            try:
                status, answer = "200 OK", operation(_parameters(environ))
            except (KeyError, TypeError, ValueError) as error:
                status, answer = "400 Bad Request", {"error": repr(error)}
        body = json.dumps(answer).encode()
        start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
        return [body]

    def get_clock(self, _: dict[str, Any]) -> Any:
        return {"now": self._clock.iso()}

    def post_clock(self, parameters: dict[str, Any]) -> Any:
        self._clock.set(parameters["now"], parameters.get("functions", False))
        return {"now": self._clock.iso()}

    def get_published(self, _: dict[str, Any]) -> Any:
        return list(self._records.published)

    def get_function_log(self, _: dict[str, Any]) -> Any:
        return list(self._records.function_log)

    def get_calls(self, parameters: dict[str, Any]) -> Any:
        return self._records.calls_since(int(parameters.get("since", 0)))

    def get_kill(self, _: dict[str, Any]) -> Any:
        return {"armed": self._kill_switch.armed}

    def post_kill(self, parameters: dict[str, Any]) -> Any:
        when, action = parameters.get("when", "before"), parameters.get("action", "")
        self._kill_switch.arm(int(parameters["at"]), when, action)
        return {"armed": self._kill_switch.armed}

    def post_throttle(self, parameters: dict[str, Any]) -> Any:
        self._throttle.arm(int(parameters["times"]), parameters["action"])
        return {}

    def post_slow(self, parameters: dict[str, Any]) -> Any:
        # What is measured waits in full. A function that is running keeps its pace.
        FunctionProcess.hurried = False
        self._slowness.set(*parameters_of(parameters))
        return {}

    def post_hang(self, parameters: dict[str, Any]) -> Any:
        self._slowness.hang(int(parameters["times"]), parameters["action"])
        return {}

    def post_hold(self, parameters: dict[str, Any]) -> Any:
        self._slowness.hold(parameters["action"])
        return {}

    def post_release(self, parameters: dict[str, Any]) -> Any:
        self._slowness.release(parameters["action"])
        return {}

    def post_fork(self, parameters: dict[str, Any]) -> Any:
        return {"port": self._forks.fork(parameters.get("without"))}

    def post_end(self, _: dict[str, Any]) -> Any:
        self._forks.end_soon()
        return {}


def _parameters(environ: dict[str, Any]) -> dict[str, Any]:
    if environ["REQUEST_METHOD"] == "POST":
        return json.loads(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    return {name: values[0] for name, values in parse_qs(environ.get("QUERY_STRING", "")).items()}
