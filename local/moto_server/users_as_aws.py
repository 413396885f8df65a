"""Two details of IAM users that Keyturn reads and moto gets wrong."""

from __future__ import annotations

from typing import Any

from moto.iam.models import IAMBackend, User


def mend_users() -> None:
    _ids_as_aws_makes_them()
    _keys_follow_a_renamed_user()


def _ids_as_aws_makes_them() -> None:
    """AIDA and 17 capitals or digits; moto's are 20 small letters or digits."""
    init = User.__init__

    def init_with_id(self: User, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        self.id = f"AIDA{self.id[:17].upper()}"

    User.__init__ = init_with_id


def _keys_follow_a_renamed_user() -> None:
    """In moto a key answers to its user's old name for ever."""
    update = IAMBackend.update_user

    def update_with_keys(self: IAMBackend, *args: Any, **kwargs: Any) -> None:
        update(self, *args, **kwargs)
        for user in self.users.values():
            for key in user.access_keys:
                key.user_name = user.name

    IAMBackend.update_user = update_with_keys
