"""One warm Node.js process that runs one function, as one of Lambda's execution environments does.

A request is a JSON line on its standard input, the answer a JSON line on a pipe of its own, because standard output and
standard error are the function's logs. All of it is read in the invoking thread: between invocations nobody listens,
just as Lambda freezes an idle environment.
"""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

RUNNER = Path(__file__).parent.parent / "run-function.mjs"


@dataclass
class Ending:
    """How an invocation ended: with an answer, or with a reason why there is none."""

    answer: Optional[dict[str, Any]] = None
    reason: str = ""
    log: list[str] = field(default_factory=list)


class FunctionProcess:
    hurried = False
    """Whether short waits are cut shorter (run-function.mjs)."""

    version = ""
    """Of the function, as it was when this process started."""

    def __init__(self, node: str, handler: str, folder: str, environment: dict[str, str]) -> None:
        answers, answers_inside = os.pipe()
        self._process = subprocess.Popen(
            [node, str(RUNNER), handler, str(answers_inside), "hurried" if self.hurried else ""],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=[answers_inside],
            cwd=folder,
            env=environment,
        )
        os.close(answers_inside)
        self._answers = os.fdopen(answers, "rb", buffering=0)

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Only by the thread that uses this process, after its last invocation."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._answers):
            try:
                pipe.close()
            except BrokenPipeError:
                pass  # an unread request is lost with its reader

    def invoke(self, request: dict[str, Any], timeout_s: float) -> Ending:
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it died; reading says so
        ending = self._read(f"END RequestId: {request['id']}", time.monotonic() + timeout_s)
        if ending.answer is None and not ending.reason:
            ending.reason = _exit_reason(self._process.wait())
        return ending

    def _read(self, last_line: str, deadline: float) -> Ending:
        """Until the answer and the last log line are there, or both pipes end, or the time is up."""
        received = {self._answers: b"", self._process.stdout: b""}
        ending = Ending()
        with selectors.DefaultSelector() as selector:
            for pipe in received:
                selector.register(pipe, selectors.EVENT_READ)
            while selector.get_map() and not self._complete(received, last_line):
                ready = selector.select(max(0.0, deadline - time.monotonic()))
                if not ready and time.monotonic() >= deadline:
                    ending.reason = "timeout"
                    break
                for key, _ in ready:
                    chunk = os.read(key.fd, 65536)
                    received[key.fileobj] += chunk
                    if not chunk:
                        selector.unregister(key.fileobj)
        ending.log = received[self._process.stdout].decode("utf-8", "replace").splitlines()
        if received[self._answers].endswith(b"\n") and not ending.reason:
            ending.answer = json.loads(received[self._answers])
        return ending

    def _complete(self, received: dict[Any, bytes], last_line: str) -> bool:
        return received[self._answers].endswith(b"\n") and received[self._process.stdout].endswith(
            last_line.encode() + b"\n"
        )


def _exit_reason(code: int) -> str:
    if code == 0:
        return "Runtime exited without providing a reason"
    return "Runtime exited with error: " + ("signal: killed" if code == -9 else f"exit status {code}")
