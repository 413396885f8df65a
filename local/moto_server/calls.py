"""Reads from a HTTP request what AWS reads from it: who signed it, for which service, and what it asks."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, unquote

CREDENTIAL = re.compile(r"Credential=([^/,&]+)/(\d{8})/([^/]+)/([^/]+)/aws4_request")
SECRET_FIELDS = {"SecretString", "SecretBinary", "SecretAccessKey", "Password"}


@dataclass(frozen=True)
class ApiCall:
    service: str
    action: str
    region: str
    access_key_id: str
    """Of the credentials that signed the request; empty when it is not signed."""
    parameters: Any
    """Flat for the query protocol (`Tags.member.1.Key`), as sent for JSON, None for REST. Secrets are cut."""
    protocol: str
    """How its errors look: json, xml or rest-json."""
    body: bytes


def read_call(environ: dict[str, Any]) -> ApiCall:
    access_key_id, region, service = _credential(environ)
    # Object uploads are streams, which are moto's to read.
    body = b"" if service == "s3" else _body(environ)
    target = environ.get("HTTP_X_AMZ_TARGET")
    if target:
        return ApiCall(service, target.split(".")[-1], region, access_key_id, _json(body), "json", body)
    form = dict(parse_qsl(body.decode("utf-8", "replace") or environ.get("QUERY_STRING", ""), keep_blank_values=True))
    if "Action" in form and service != "s3":
        action = form.pop("Action")
        form.pop("Version", None)
        return ApiCall(service, action, region, access_key_id, without_secrets(form), "xml", body)
    action = f"{environ['REQUEST_METHOD']} {environ.get('PATH_INFO', '')}"
    return ApiCall(service, action, region, access_key_id, None, "xml" if service == "s3" else "rest-json", body)


def without_secrets(value: Any) -> Any:
    """What is recorded can be read over HTTP and lands in test output: no secret half may be in it."""
    if isinstance(value, dict):
        return {k: "(cut)" if k in SECRET_FIELDS else without_secrets(v) for k, v in value.items()}
    if isinstance(value, list):
        return [without_secrets(item) for item in value]
    return value


def _credential(environ: dict[str, Any]) -> tuple[str, str, str]:
    """(access key id, region, service) from the SigV4 header, or from a presigned URL's query string."""
    query = unquote(environ.get("QUERY_STRING", ""))
    match = CREDENTIAL.search(environ.get("HTTP_AUTHORIZATION", "")) or CREDENTIAL.search(query)
    if not match:
        return "", "", ""
    access_key_id, _date, region, service = match.groups()
    return access_key_id, region, service


def _body(environ: dict[str, Any]) -> bytes:
    """Read already, whoever serves; moto reads it from its beginning."""
    return environ["wsgi.input"].getvalue()


def _json(body: bytes) -> Any:
    try:
        return without_secrets(json.loads(body))
    except ValueError:  # some services send CBOR
        return None
