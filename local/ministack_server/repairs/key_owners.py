"""A key is listed, changed and deleted as its user's only; ministack deletes a key for whatever user is named, and lists no keys of a user that
is not there. https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html"""

from __future__ import annotations

from typing import Any

from ministack.services import iam


def repair() -> None:
    for action in ("ListAccessKeys", "UpdateAccessKey", "DeleteAccessKey"):
        iam._IAM_HANDLERS[action] = _of_its_user(iam._IAM_HANDLERS[action])


def _of_its_user(handle: Any) -> Any:
    def handle_or_refuse(params: Any) -> Any:
        user_name, key_id = iam._p(params, "UserName"), iam._p(params, "AccessKeyId")
        if user_name not in iam._users:
            return iam._error(404, "NoSuchEntity", f"The user with name {user_name} cannot be found.")
        if key_id and (iam._access_keys.get(key_id) or {}).get("UserName") != user_name:
            return iam._error(404, "NoSuchEntity", f"The Access Key with id {key_id} cannot be found.")
        return handle(params)

    return handle_or_refuse
