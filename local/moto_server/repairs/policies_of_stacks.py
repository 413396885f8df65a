"""A managed policy goes with its stack; moto forgets that the stack had it, and leaves the policy."""

from __future__ import annotations

from moto.iam.models import ManagedPolicy


def repair() -> None:
    def delete(self: ManagedPolicy, _account_id: str, _region_name: str) -> None:
        self.backend.delete_policy(self.arn)

    ManagedPolicy.delete = delete
