"""IAM refuses to delete a managed policy that is attached; moto deletes it."""

from __future__ import annotations

from moto.iam.exceptions import DeleteConflictException
from moto.iam.models import IAMBackend


def repair() -> None:
    delete = IAMBackend.delete_policy

    def delete_unless_attached(self: IAMBackend, policy_arn: str) -> None:
        if self.get_policy(policy_arn).attachment_count > 0:
            raise DeleteConflictException("Cannot delete a policy attached to entities.")
        delete(self, policy_arn)

    IAMBackend.delete_policy = delete_unless_attached
