"""What is asked about a user is evaluated on that user's ARN, path included, and GetAccessKeyLastUsed on that of the key's owner; ministack
leaves the path out, and evaluates GetAccessKeyLastUsed on `*`.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html"""

from __future__ import annotations

from typing import Any

from ministack.core import iam_actions
from ministack.services import iam


def repair() -> None:
    extract = iam_actions.extract_resource_arn

    def extract_of_user(service: str, method: str, path: str, headers: Any, body: bytes, params: Any, *more: Any) -> str:
        user = _user_of(params) if service == "iam" else None
        return user["Arn"] if user else extract(service, method, path, headers, body, params, *more)

    iam_actions.extract_resource_arn = extract_of_user


def _user_of(params: dict[str, Any]) -> Any:
    name = iam._p(params, "UserName") or (iam._access_keys.get(iam._p(params, "AccessKeyId")) or {}).get("UserName")
    return iam._users.get(name)
