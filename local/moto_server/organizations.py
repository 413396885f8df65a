"""Which organization an account is in. moto keeps all of it with the management account."""

from __future__ import annotations

from typing import Any, Iterator, Optional

from moto.organizations.models import OrganizationsBackend, organizations_backends

PARTITION = "aws"


def organization_of(account_id: str) -> Optional[OrganizationsBackend]:
    """None for an account that is in none."""
    manager, _ = organizations_backends.master_accounts.get(account_id, (account_id, PARTITION))
    backend = organizations_backends[manager][PARTITION]
    return backend if backend.org and any(one.id == account_id for one in backend.accounts) else None


def is_delegated(account_id: str) -> bool:
    organization = organization_of(account_id)
    return organization is not None and any(admin.account.id == account_id for admin in organization.admins)


def accounts_below(organization: Any, units: list[str]) -> Iterator[Any]:
    """In these OUs and in all that are below them, at any depth; never the management account, which StackSets do not reach."""
    reached = set(units)
    grows = True
    while grows:
        further = {unit.id for unit in organization.ou if unit.parent_id in reached} - reached
        reached |= further
        grows = bool(further)
    for account in organization.accounts:
        if account.parent_id in reached and account.id != organization.account_id:
            yield account
