"""An account can be made the delegated administrator of StackSets, and then reads the whole organization; moto does not know this
service, registers the account all the same, and shows it nothing."""

from __future__ import annotations

from typing import Any

from moto.organizations.models import FakeDelegatedAdministrator, organizations_backends
from moto.organizations.responses import OrganizationsResponse

from ..organizations import PARTITION, is_delegated, organization_of


def repair() -> None:
    FakeDelegatedAdministrator.SUPPORTED_SERVICES.append("member.org.stacksets.cloudformation.amazonaws.com")

    def backend(self: Any) -> Any:
        own = organizations_backends[self.current_account][PARTITION]
        return (organization_of(self.current_account) or own) if is_delegated(self.current_account) else own

    OrganizationsResponse.organizations_backend = property(backend)
