"""Clients of this very server, which may be a fork, that act in a given account."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import boto3


@dataclass(frozen=True)
class Place:
    account_id: str
    region: str

    def client(self, service: str) -> Any:
        client = boto3.client(
            service,
            region_name=self.region,
            endpoint_url=f"http://localhost:{os.environ['MOTO_PORT']}",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        # moto's own word for whose request it is.
        client.meta.events.register(
            "before-sign.*.*", lambda request, **_: request.headers.add_header("x-moto-account-id", self.account_id)
        )
        return client
