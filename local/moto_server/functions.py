"""Runs Lambda functions without Docker: the deployed bundle, in warm Node.js processes.

moto starts a container per invocation. Replacing its _invoke_lambda keeps everything around it as it is: the Lambda
API, Step Functions tasks and SNS subscriptions all come through here.
"""

from __future__ import annotations

import hashlib
import io
import itertools
import json
import os
import shutil
import tempfile
import threading
import uuid
import zipfile
from typing import Any, Optional

from moto.awslambda.models import LambdaFunction
from moto.sts.models import sts_backends

from .asynchronous import event_invoke_config, put_letter
from .clock import Clock, real_time
from .invoked import invoked_arn
from .process import Ending, FunctionProcess
from .records import Records

LOG_TAIL = 4096
SESSION_S = 12 * 3600


class Functions:
    def __init__(self, node: str, records: Records) -> None:
        self.endpoint = ""
        """Where the functions find AWS; known once the server listens."""
        self._node = node
        self._records = records
        self._folder = tempfile.mkdtemp(prefix="keyturn-functions-")
        self._lock = threading.Lock()
        self._idle: dict[str, list[FunctionProcess]] = {}
        self._versions: dict[str, str] = {}
        self._by_mark: dict[str, FunctionProcess] = {}
        self._numbers = itertools.count(1)
        self._replace_motos()

    def process_of(self, mark: str) -> Optional[FunctionProcess]:
        """The process that holds the role credentials with this key id, or has this app id."""
        return self._by_mark.get(mark)

    def stop(self) -> None:
        for process in list(self._by_mark.values()):
            process.kill()
        shutil.rmtree(self._folder, ignore_errors=True)

    def forget(self) -> None:
        """In a fork: the processes are the parent's, and so is the folder."""
        self._folder = tempfile.mkdtemp(prefix="keyturn-functions-")
        self._lock = threading.Lock()
        self._idle, self._versions, self._by_mark = {}, {}, {}

    def invoke(self, function: Any, event: Any) -> tuple[str, bool, str]:
        """(result, errored, the end of the log), as moto's method."""
        request_id = str(uuid.uuid4())
        timeout_s = float(function.timeout)
        process = self._take(function)
        request = {
            "id": request_id,
            "event": event,
            "functionArn": invoked_arn(function),
            "deadlineMs": int((real_time() + timeout_s) * 1000),
            "aheadMs": int(Clock.shift_of_functions * 1000),
        }
        ending = process.invoke(request, timeout_s)
        self._give_back(function, process, ending)
        self._records.add_log_lines(function, request_id, ending.log)
        _save_to_log_group(function, ending.log)
        result, errored = _result(ending, request_id, timeout_s)
        return result, errored, "\n".join(ending.log)[-LOG_TAIL:]

    def invoke_later(self, function: Any, event: Any) -> None:
        """An asynchronous invocation, with what AWS does after a failure: the retries, and then the queue for failures.
        The pauses of one and two minutes are left out; the retries have the same event, as they have in AWS."""
        config = event_invoke_config(function)
        for attempt in range(1 + config.get("MaximumRetryAttempts", 2)):
            result, errored, _ = self.invoke(function, event)
            if not errored:
                return
        destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if destination:
            put_letter(destination, function, event, json.loads(result), attempt + 1)

    def _take(self, function: Any) -> FunctionProcess:
        """A warm process of this version of the function; with every warm one busy, a fresh one."""
        version = _version(function)
        with self._lock:
            if self._versions.get(function.function_arn) != version:
                self._close_all(self._idle.pop(function.function_arn, []))
                self._versions[function.function_arn] = version
            idle = self._idle.setdefault(function.function_arn, [])
            while idle:
                process = idle.pop()
                if process.alive:
                    return process
                self._close_all([process])
            return self._start(function)

    def _give_back(self, function: Any, process: FunctionProcess, ending: Ending) -> None:
        with self._lock:
            current = self._versions.get(function.function_arn) == process.version
            if ending.answer is not None and current:
                self._idle.setdefault(function.function_arn, []).append(process)
            else:
                self._close_all([process])

    def _start(self, function: Any) -> FunctionProcess:
        session = _role_session(function)
        app_id = f"f{next(self._numbers)}"
        environment = {
            **_lambda_variables(function),
            "AWS_ACCESS_KEY_ID": session.access_key_id,
            "AWS_SECRET_ACCESS_KEY": session.secret_access_key,
            "AWS_SESSION_TOKEN": session.session_token,
            "AWS_ENDPOINT_URL": self.endpoint,
            # The SDK puts it into every request's user agent. So a call that the function signs with some other key
            # (a new user key that it verifies) is known as the function's, too. Short, because Powertools appends to
            # it and the SDK complains above 50 characters.
            "AWS_SDK_UA_APP_ID": app_id,
            # The Node.js here may be older than the one that the function is deployed for.
            "AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED": "true",
        }
        process = FunctionProcess(self._node, function.handler, self._unzipped(function), environment)
        process.version = _version(function)
        self._by_mark.update({session.access_key_id: process, app_id: process})
        return process

    def _unzipped(self, function: Any) -> str:
        folder = os.path.join(self._folder, hashlib.sha256(function.code_bytes).hexdigest())
        if not os.path.isdir(folder):
            with zipfile.ZipFile(io.BytesIO(function.code_bytes)) as archive:
                archive.extractall(folder)
        return folder

    def _close_all(self, processes: list[FunctionProcess]) -> None:
        for process in processes:
            self._by_mark = {mark: other for mark, other in self._by_mark.items() if other is not process}
            process.close()

    def _replace_motos(self) -> None:
        functions, invoke = self, LambdaFunction.invoke

        def invoke_lambda(function: Any, event: Any = None) -> tuple[str, bool, str]:
            # moto passes the text "{}" for an empty payload, and parsed JSON otherwise.
            return functions.invoke(function, {} if event in (None, "{}") else event)

        def invoke_as_aws(function: Any, body: str, request_headers: Any, response_headers: Any) -> Any:
            if request_headers.get("x-amz-invocation-type") == "DryRun":
                return b""
            if request_headers.get("x-amz-invocation-type") == "Event":
                functions.invoke_later(function, json.loads(body) if body else {})
                return b""
            result = invoke(function, body, request_headers, response_headers)
            if "x-amz-function-error" in response_headers:
                response_headers["x-amz-function-error"] = "Unhandled"
            return result

        LambdaFunction._invoke_lambda = invoke_lambda
        LambdaFunction.invoke = invoke_as_aws


def _version(function: Any) -> str:
    """Everything that a warm process was started with: a change of any of it needs a fresh process."""
    parts = [function.code_sha_256, function.handler, function.role, function.memory_size, function.environment_vars]
    return json.dumps(parts, sort_keys=True)


def _role_session(function: Any) -> Any:
    """A session of the function's role, known to moto's STS: so each process has a key id (ASIA…) of its own."""
    return sts_backends[function.account_id][function.partition].assume_role(
        region_name=function.region,
        role_session_name=function.function_name,
        role_arn=function.role,
        policy="",
        duration=SESSION_S,
        external_id="",
    )


def _lambda_variables(function: Any) -> dict[str, str]:
    """What AWS sets, and what the function is configured with. Nothing else of ours leaks in, bar the search path."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "TZ": ":UTC",
        "_HANDLER": function.handler,
        "AWS_EXECUTION_ENV": f"AWS_Lambda_{function.run_time}",
        "AWS_LAMBDA_FUNCTION_NAME": function.function_name,
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(function.memory_size),
        "AWS_LAMBDA_LOG_GROUP_NAME": function.logs_group_name,
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "AWS_REGION": function.region,
        "AWS_DEFAULT_REGION": function.region,
        **{name: str(value) for name, value in function.environment_vars.items()},
    }


def _save_to_log_group(function: Any, log: list[str]) -> None:
    function.logs_backend.ensure_log_group(function.logs_group_name)
    function.save_logs("\n".join(log))


def _result(ending: Ending, request_id: str, timeout_s: float) -> tuple[str, bool]:
    if ending.answer is not None:
        error = ending.answer.get("error")
        return json.dumps(error or ending.answer.get("result")), error is not None
    message = f"Task timed out after {timeout_s:.2f} seconds" if ending.reason == "timeout" else ending.reason
    kind = "Sandbox.Timedout" if ending.reason == "timeout" else "Runtime.ExitError"
    return json.dumps({"errorType": kind, "errorMessage": f"RequestId: {request_id} Error: {message}"}), True
