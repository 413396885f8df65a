"""Starts ministack, the second local AWS: one that is independent of moto, and evaluates every signed call as IAM does.

    KEYTURN_NODE=/usr/bin/node python local/ministack_launcher.py [--port 5001]

Prints one JSON line, {"port": N}, when it serves. Ends when its standard input does, so it never outlives its parent.
"""

from __future__ import annotations

import os
import sys

# ministack reads these when it is imported. The functions that it starts inherit them.
os.environ["AUTH"] = "true"
os.environ["MINISTACK_ACCOUNT_ID"] = "123456789012"
os.environ["CLOUDTRAIL_RECORDING"] = "1"
os.environ["IOT_MTLS_ENABLED"] = "0"
os.environ["SFTP_ENABLED"] = "0"
os.environ["LOG_LEVEL"] = "ERROR"
os.environ["PATH"] = os.path.dirname(os.environ.get("KEYTURN_NODE", "")) + os.pathsep + os.environ.get("PATH", "")
# The SDK puts it into the user agent: so a call that the function signs with a key which it verifies is known as the function's.
os.environ["AWS_SDK_UA_APP_ID"] = "function"
os.environ["AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED"] = "true"

import argparse
import asyncio
import json
import signal
import socket
import threading


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--port", type=int, default=0, help="0 (the default) takes a free one")
    parser.add_argument("--without", metavar="REPAIR", help="leaves one of ministack_server/repairs out, to see what it is good for")
    arguments = parser.parse_args()
    # Ctrl-C reaches the whole process group. The parent decides what it means; our end comes with its end.
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    listener = socket.create_server(("127.0.0.1", arguments.port))
    port = listener.getsockname()[1]
    os.environ["GATEWAY_PORT"] = str(port)

    from ministack_server.application import LocalAws
    from ministack_server.clock import ShiftedClock
    from ministack_server.records import Records
    from ministack_server.repairs import repair_all
    from ministack_server.schedules import never_fire

    clock = ShiftedClock()
    clock.install()
    records = Records(clock)
    never_fire()
    repair_all(arguments.without)
    asyncio.run(serve(LocalAws(clock, records), listener, port))


async def serve(application: object, listener: socket.socket, port: int) -> None:
    from hypercorn.asyncio import serve as serve_with_hypercorn
    from hypercorn.config import Config

    config = Config()
    config.bind = [f"fd://{listener.fileno()}"]
    config.keep_alive_timeout = 75
    config.loglevel = "ERROR"
    threading.Thread(target=end_with_parent, daemon=True).start()
    print(json.dumps({"port": port}), flush=True)
    await serve_with_hypercorn(application, config)


def end_with_parent() -> None:
    sys.stdin.buffer.read()
    from ministack.core import lambda_runtime

    lambda_runtime.reset()
    # Requests may still be at work, and nobody is left to hear their answers.
    os._exit(0)


if __name__ == "__main__":
    main()
