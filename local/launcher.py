"""Starts moto, the local AWS, with what Keyturn's tests need and moto lacks: a clock that can be set, authentication,
and functions that run without Docker.

    KEYTURN_NODE=/usr/bin/node python local/launcher.py [--port 5000]

Prints one JSON line, {"port": N}, when it serves. Ends when its standard input does, so it never outlives its parent.
Clients must say http://localhost:PORT, not 127.0.0.1: CDK's template address is resolved by that name.
"""

from __future__ import annotations

# First, because every moto module that loads after this line sees the shifted clock.
from moto_server.clock import Clock

CLOCK = Clock()
CLOCK.install()

import argparse
import json
import os
import signal
import sys

from moto_server.application import LocalAws
from moto_server.forking import Forks
from moto_server.functions import Functions
from moto_server.kept import keep_what_never_changes
from moto_server.process import FunctionProcess
from moto_server.records import Records
from moto_server.repairs import load_all, repair_all
from moto_server.serving import serve
from moto_server.state_machines import run_state_machines
from moto_server.trail import show_events


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--unrepaired", action="store_true", help="its forks are repaired, without the repair that is named")
    parser.add_argument("--hurried", action="store_true", help="functions do not wait for what is immediate here")
    arguments = parser.parse_args()
    FunctionProcess.hurried = arguments.hurried
    # Ctrl-C reaches the whole process group. The parent decides what it means; our end comes with its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))

    records = Records(CLOCK)
    functions = Functions(os.environ.get("KEYTURN_NODE", "node"), records)
    show_events(records)
    run_state_machines()
    is_unrepaired = arguments.unrepaired
    if is_unrepaired:
        load_all()
    else:
        repair_all()
        keep_what_never_changes()

    def start(at_port: int = 0) -> int:
        server = serve(at_port, application, CLOCK)
        functions.endpoint = f"http://localhost:{server.port}"
        os.environ["MOTO_PORT"] = str(server.port)  # moto's own calls to itself
        return server.port

    def go_on_as_a_fork(without: str | None) -> int:
        nonlocal is_unrepaired
        if is_unrepaired:
            repair_all(without)
            keep_what_never_changes()
            is_unrepaired = False
        elif without is not None:
            raise SystemExit(f"the repair to leave out is {without}, but only a fork of one that is still --unrepaired can do without")
        functions.forget()
        return start()

    application = LocalAws(CLOCK, records, functions, Forks(go_on_as_a_fork, functions.stop))
    try:
        print(json.dumps({"port": start(arguments.port)}), flush=True)
        sys.stdin.buffer.read()
    finally:
        functions.stop()
        # Requests may still be in their threads, and nobody is left to hear their answers.
        os._exit(0)


if __name__ == "__main__":
    main()
