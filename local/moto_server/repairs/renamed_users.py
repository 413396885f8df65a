"""The keys of a renamed user answer to its new name; in moto to the old one indefinitely."""

from __future__ import annotations

from typing import Any

from moto.iam.models import IAMBackend


def repair() -> None:
    update = IAMBackend.update_user

    def update_with_keys(self: IAMBackend, *args: Any, **kwargs: Any) -> None:
        update(self, *args, **kwargs)
        for user in self.users.values():
            for key in user.access_keys:
                key.user_name = user.name

    IAMBackend.update_user = update_with_keys
