"""A user's id is AIDA and 17 capitals or digits; moto's are 20 small letters or digits."""

from __future__ import annotations

from typing import Any

from moto.iam.models import User


def repair() -> None:
    init = User.__init__

    def init_with_id(self: User, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.id = f"AIDA{self.id[:17].upper()}"

    User.__init__ = init_with_id
