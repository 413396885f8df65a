"""Refuses requests as AWS does: a key that is Inactive, deleted or invented, or a signature with the wrong secret half.

moto answers everybody. Then "the new key authenticates" and "no consumer was locked out" would be empty statements.
Only ids of users' keys (AKIA…) are checked; everything else (test, ASIA…) is the tests' own hand and passes.
"""

from __future__ import annotations

import hmac
import json
import re
from typing import Any, Optional

from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from moto.core import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends

from .calls import ApiCall

UNKNOWN_KEY = "The security token included in the request is invalid."
WRONG_SIGNATURE = (
    "The request signature we calculated does not match the signature you provided. "
    "Check your AWS Secret Access Key and signing method. Consult the service documentation for details."
)


class Refusal:
    status = "403 Forbidden"

    def __init__(self, call: ApiCall, xml_code: str, json_code: str, message: str) -> None:
        self.code = xml_code if call.protocol == "xml" else json_code
        self._json = call.protocol != "xml"
        self._message = message

    def answer(self, start_response: Any) -> list[bytes]:
        if self._json:
            headers = [("Content-Type", "application/x-amz-json-1.1"), ("x-amzn-ErrorType", self.code)]
            body = json.dumps({"__type": self.code, "message": self._message})
        else:
            headers = [("Content-Type", "text/xml")]
            error = f"<Type>Sender</Type><Code>{self.code}</Code><Message>{self._message}</Message>"
            body = f"<ErrorResponse><Error>{error}</Error><RequestId>local</RequestId></ErrorResponse>"
        start_response(self.status, headers + [("Content-Length", str(len(body)))])
        return [body.encode()]


def refusal_of(call: ApiCall, environ: dict[str, Any]) -> Optional[Refusal]:
    if not call.access_key_id.startswith("AKIA"):
        return None
    _user, key = user_and_key(call.access_key_id)
    if key is None or key.status != "Active":
        return Refusal(call, "InvalidClientTokenId", "UnrecognizedClientException", UNKNOWN_KEY)
    if not _signed_with(key.secret_access_key, call, environ):
        return Refusal(call, "SignatureDoesNotMatch", "InvalidSignatureException", WRONG_SIGNATURE)
    return None


def principal_of(access_key_id: str) -> str:
    """The ARN that signed: a user's, a role's, or the account's root for the tests' own made-up credentials. Empty for
    a user's key that is not there."""
    if access_key_id.startswith("AKIA"):
        user, _key = user_and_key(access_key_id)
        return user.arn if user else ""
    for account_id in list(iam_backends):
        session = iam_backends[account_id]["aws"].access_keys.get(access_key_id)
        if session is not None:
            return session.role_arn or f"arn:aws:iam::{account_id}:root"
    return f"arn:aws:iam::{DEFAULT_ACCOUNT_ID}:root"


def user_and_key(access_key_id: str) -> tuple[Any, Any]:
    """From the users themselves, of every account: moto's index of keys also holds roles' sessions."""
    for account_id in list(iam_backends):
        for user in list(iam_backends[account_id]["aws"].users.values()):
            for key in user.access_keys:
                if key.access_key_id == access_key_id:
                    return user, key
    return None, None


def _signed_with(secret_half: str, call: ApiCall, environ: dict[str, Any]) -> bool:
    """Signs the request again. A presigned URL has its signature elsewhere and is let through."""
    authorization = environ.get("HTTP_AUTHORIZATION", "")
    signature = re.search(r"Signature=([0-9a-f]+)", authorization)
    signed = re.search(r"SignedHeaders=([^,\s]+)", authorization)
    if not signature or not signed:
        return True
    request = AWSRequest(
        method=environ["REQUEST_METHOD"],
        url=f"http://{environ['HTTP_HOST']}{environ['REQUEST_URI']}",
        headers={name: _header(environ, name) for name in signed.group(1).split(";")},
        data=call.body,
    )
    request.context["timestamp"] = environ.get("HTTP_X_AMZ_DATE", "")
    signer_type = S3SigV4Auth if call.service == "s3" else SigV4Auth
    signer = signer_type(Credentials(call.access_key_id, secret_half), call.service, call.region)
    text = signer.string_to_sign(request, signer.canonical_request(request))
    return hmac.compare_digest(signature.group(1), signer.signature(text, request))


def _header(environ: dict[str, Any], name: str) -> str:
    variable = name.upper().replace("-", "_")
    return environ.get("HTTP_" + variable) or environ.get(variable, "")
