"""A user has two access keys at most; ministack makes a third one.
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html"""

from __future__ import annotations

from typing import Any

from ministack.services import iam

MOST = 2


def repair() -> None:
    create = iam._IAM_HANDLERS["CreateAccessKey"]

    def create_or_refuse(params: Any) -> Any:
        user_name = iam._p(params, "UserName")
        if sum(key["UserName"] == user_name for key in iam._access_keys.values()) >= MOST:
            return iam._error(409, "LimitExceeded", f"Cannot exceed quota for AccessKeysPerUser: {MOST}")
        return create(params)

    iam._IAM_HANDLERS["CreateAccessKey"] = create_or_refuse
