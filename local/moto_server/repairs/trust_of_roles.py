"""A role can be assumed only if it is there and its trust policy lets the caller; in moto anybody becomes any role, even one that is
not there."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from typing import Any, Optional

from moto.iam.models import iam_backends
from moto.sts import responses
from moto.sts.exceptions import STSClientError

from ..authentication import principal_of
from ..calls import CREDENTIAL
from ..organizations import organization_of


def repair() -> None:
    assume = responses.TokenResponse.assume_role

    def assume_if_trusted(self: Any) -> Any:
        caller, role_arn = _caller(self.headers), self._get_param("RoleArn")
        role = _role(role_arn)
        if role is None or not _lets(role, caller, self._get_param("ExternalId")):
            words = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
            raise STSClientError("AccessDenied", words)
        return assume(self)

    responses.TokenResponse.assume_role = assume_if_trusted


def _caller(headers: Any) -> str:
    """moto takes credentials of another form than AWS's for a user's."""
    credential = CREDENTIAL.search(headers.get("Authorization", ""))
    return principal_of(credential.group(1) if credential else "")


def _role(arn: str) -> Any:
    account = arn.split(":")[4]
    return next((role for role in iam_backends[account]["aws"].roles.values() if role.arn == arn), None)


def _lets(role: Any, caller: str, external_id: Optional[str]) -> bool:
    document = role.assume_role_policy_document
    document = json.loads(document) if isinstance(document, str) else document
    context = _context_of(caller, external_id)
    # moto leaves a hole where a template's condition has left a statement out.
    statements = [each for each in _list(document.get("Statement")) if each]
    said = [each["Effect"] for each in statements if _applies(each, caller, context)]
    return "Allow" in said and "Deny" not in said


def _context_of(caller: str, external_id: Optional[str]) -> dict[str, str]:
    account = caller.split(":")[4]
    organization = organization_of(account)
    return {
        "aws:PrincipalArn": caller,
        "aws:PrincipalAccount": account,
        **({"aws:PrincipalOrgID": organization.org.id} if organization else {}),
        **({"sts:ExternalId": external_id} if external_id else {}),
    }


def _applies(statement: dict[str, Any], caller: str, context: dict[str, str]) -> bool:
    actions = _list(statement.get("Action"))
    is_it = any(fnmatchcase("sts:AssumeRole", action) for action in actions)
    return is_it and _names(statement.get("Principal"), caller) and _holds(statement.get("Condition") or {}, context)


def _names(principal: Any, caller: str) -> bool:
    account = caller.split(":")[4]
    named = [principal] if isinstance(principal, str) else _list((principal or {}).get("AWS"))
    return any(each in ("*", caller, account, f"arn:aws:iam::{account}:root") for each in named)


def _holds(conditions: dict[str, Any], context: dict[str, str]) -> bool:
    """What is not known here never holds."""
    return all(
        _compare(operator, context.get(key), [str(value) for value in _list(wanted)])
        for operator, keys in conditions.items()
        for key, wanted in keys.items()
    )


def _compare(operator: str, value: Optional[str], wanted: list[str]) -> bool:
    if operator == "Null":
        return [str(value is None).lower()] == wanted
    if value is None:
        return False
    if operator == "StringEquals":
        return value in wanted
    if operator in ("StringLike", "ArnLike", "ArnEquals"):
        return any(fnmatchcase(value, pattern) for pattern in wanted)
    return False


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]
