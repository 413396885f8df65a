"""A credential report says when it was made; moto says 2015. With that, no pause in the use of a key is ever learnt, and a
program with a rare rhythm loses its key."""

from __future__ import annotations

from datetime import timezone
from typing import Any

import moto.core.utils
from moto.iam.responses import IamResponse


def repair() -> None:
    get = IamResponse.get_credential_report

    def get_with_time(self: IamResponse) -> Any:
        answer = get(self)
        now = moto.core.utils.utcnow()
        answer.result["GeneratedTime"] = now.replace(tzinfo=timezone.utc)
        return answer

    IamResponse.get_credential_report = get_with_time
