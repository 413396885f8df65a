"""The topic and the buckets refuse requests without TLS. Here the requests cross no network, so they count as sent over TLS: otherwise the
conditions on aws:SecureTransport could only ever refuse."""

from __future__ import annotations

import ministack.app


def repair() -> None:
    pin = ministack.app.pin_request_origin
    ministack.app.pin_request_origin = lambda source_ip, _secure_transport: pin(source_ip, True)
