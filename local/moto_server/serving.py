"""Serves the web application over HTTP, with a thread for each connection. A connection stays for all requests of a client:
werkzeug's own server ends it after each answer, and a connection and a thread for each request cost a quarter of its time.
"""

from __future__ import annotations

import io
import logging
import threading
import traceback
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server
from werkzeug.test import run_wsgi_app

from .clock import Clock, real_time
from .killing import APP_ID

HAVE_NO_BODY = (204, 304)


def serve(port: int, application: Any, clock: Clock) -> BaseWSGIServer:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    handler = type("Handler", (RequestHandler,), {"clock": clock})
    server = make_server("127.0.0.1", port, application, threaded=True, request_handler=handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


class RequestHandler(WSGIRequestHandler):
    clock: Clock

    protocol_version = "HTTP/1.1"  # whose connections stay, unless a client says otherwise
    # An answer goes out as a whole, and at once.
    wbufsize = -1
    disable_nagle_algorithm = True

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        # All of it, also where nobody asks for it: what follows on the connection is the next request.
        has_an_end = environ.get("wsgi.input_terminated", False)
        length = -1 if has_an_end else int(environ.get("CONTENT_LENGTH") or 0)
        environ["wsgi.input"] = io.BytesIO(environ["wsgi.input"].read(length))
        try:
            answer, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
        except Exception:
            self.log_error("%s", traceback.format_exc())
            answer, status, headers = [], "500 Internal Server Error", {}
        body = b"".join(answer)
        code = int(status.split()[0])
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        if "Content-Length" not in headers and code not in HAVE_NO_BODY:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def handle_expect_100(self) -> bool:
        goes_on = super().handle_expect_100()
        self.wfile.flush()
        return goes_on

    def date_time_string(self, timestamp: float | None = None) -> str:
        """The Date header keeps the real time. From a shifted one the SDKs conclude that the client's clock is wrong:
        they correct their signatures and repeat every request that failed. Functions whose clocks go with this one get it."""
        goes_along = Clock.shift_of_functions != 0 and APP_ID.search(self.headers.get("User-Agent", "")) is not None
        now = self.clock.time() if goes_along else real_time()
        return super().date_time_string(now if timestamp is None else timestamp)
