"""Service-managed StackSets: which accounts have an instance, and what becomes of each.

moto reaches OUs one level deep, keeps the stacks hidden, and changes nothing when a set or the organization changes. The repairs
that belong to it decide when each of these functions is called.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator

import moto.cloudformation.models as cloudformation

from .organizations import accounts_below, organization_of

Parameters = dict[str, str]
Where = tuple[str, str]
"""An account and a region."""


@dataclass
class Deployment:
    units: list[str]
    regions: list[str]
    overrides: Parameters = field(default_factory=dict)
    accounts: list[str] = field(default_factory=list)
    account_filter: str = "NONE"

    @classmethod
    def to(cls, targets: dict[str, Any], regions: list[str], overrides: Any) -> "Deployment":
        return cls(
            units=list(targets.get("OrganizationalUnitIds") or []),
            regions=list(regions),
            overrides=as_dict(overrides),
            accounts=list(targets.get("Accounts") or []),
            account_filter=targets.get("AccountFilterType") or "NONE",
        )

    def reaches(self, account_id: str) -> bool:
        if self.account_filter == "INTERSECTION":
            return account_id in self.accounts
        return self.account_filter != "DIFFERENCE" or account_id not in self.accounts


def as_dict(parameters: Any) -> Parameters:
    """From CloudFormation's list of keys and values."""
    if isinstance(parameters, dict):
        return dict(parameters)
    return {each["ParameterKey"]: each["ParameterValue"] for each in parameters or []}


class Instance:
    """The stack of one account and region; has what moto reads of its own."""

    permission_model = "SERVICE_MANAGED"

    def __init__(self, stack_set: Any, where: Where, overrides: Parameters) -> None:
        self.account_id, self.region_name = where
        self.stackset_id, self.name = stack_set.id, stack_set.name
        self.stack_name = f"StackSet-{stack_set.name}-{uuid.uuid4()}"
        self.overrides = overrides
        self.stack: Any = None
        self.status, self.detail, self.reason = "OUTDATED", "PENDING", ""

    @property
    def parameters(self) -> list[dict[str, str]]:
        return [{"ParameterKey": key, "ParameterValue": value} for key, value in self.overrides.items()]

    @property
    def _backend(self) -> Any:
        return cloudformation.cloudformation_backends[self.account_id][self.region_name]

    def deploy(self, template: str, parameters: Parameters, is_suspended: bool) -> None:
        if is_suspended:
            self.status, self.detail = "OUTDATED", "SKIPPED_SUSPENDED_ACCOUNT"
            self.reason = "The account is suspended"
            return
        wanted = {**parameters, **self.overrides}
        try:
            if self.stack is None:
                self.stack = self._backend.create_stack(self.stack_name, template, wanted)
            else:
                self.stack.update(template, parameters=wanted)
                if getattr(self.stack, "failure", None) is not None:
                    raise ValueError(self.stack.failure)
            self.status, self.detail, self.reason = "CURRENT", "SUCCEEDED", ""
        except Exception as error:  # one account's trouble is that account's, as AWS has it
            self.status, self.detail, self.reason = "OUTDATED", "FAILED", str(error) or repr(error)
            if self.stack is None:
                self._roll_back()

    def _roll_back(self) -> None:
        half_made = next((one for one in self._backend.stacks.values() if one.name == self.stack_name), None)
        if half_made is not None:
            for resource in half_made.resource_map._parsed_resources.values():
                _delete_quietly(resource, self.account_id, self.region_name)
            del self._backend.stacks[half_made.stack_id]

    def cancel(self) -> None:
        self.status, self.detail = "OUTDATED", "CANCELLED"
        self.reason = "Cancelled since failure tolerance has exceeded"

    def delete(self) -> None:
        if self.stack is not None:
            self._backend.delete_stack(self.stack.stack_id)
            self.stack = None

    def to_dict(self) -> dict[str, Any]:
        return {
            "StackId": self.stack.stack_id if self.stack is not None else None,
            "StackSetId": self.stackset_id,
            "Region": self.region_name,
            "Account": self.account_id,
            "Status": self.status,
            "StatusReason": self.reason or None,
            "ParameterOverrides": self.parameters,
            "StackInstanceStatus": {"DetailedStatus": self.detail},
        }


def _delete_quietly(resource: Any, account_id: str, region: str) -> None:
    try:
        resource.delete(account_id, region)
    except Exception:
        pass  # not made yet


def deployments_of(stack_set: Any) -> list[Deployment]:
    if not hasattr(stack_set, "deployments"):
        stack_set.deployments = []
    return list(stack_set.deployments)


def reach(stack_set: Any, deployments: list[Deployment], is_automatic: bool = False) -> None:
    """Exactly the accounts that these deployments name: new ones get a stack, those that left lose theirs."""
    stack_set.deployments = deployments
    wanted = dict(_wanted(stack_set))
    instances = stack_set.instances.stack_instances
    for one in list(instances):
        if (one.account_id, one.region_name) not in wanted:
            if not getattr(stack_set, "retains", False):
                one.delete()
            instances.remove(one)
    known = {(one.account_id, one.region_name): one for one in instances}
    due = []
    for where, overrides in wanted.items():
        if where not in known:
            instances.append(Instance(stack_set, where, overrides))
            due.append(instances[-1])
        elif known[where].overrides != overrides:
            known[where].overrides = overrides
            due.append(known[where])
    _deploy_all(stack_set, due, is_automatic)


def redeploy(stack_set: Any) -> None:
    """Every stack that is there, with the template and the parameters of now."""
    _deploy_all(stack_set, list(stack_set.instances.stack_instances))


def outcome_of(stack_set: Any) -> str:
    """Of its last operation."""
    return getattr(stack_set, "outcome", "SUCCEEDED")


tolerated_failures: list[Callable[[Any, int], int]] = []
"""How many of so many instances may fail until the operation has: the repair that knows puts itself here."""


def _deploy_all(stack_set: Any, instances: list[Instance], is_automatic: bool = False) -> None:
    limits = [] if is_automatic else [of(stack_set, len(instances)) for of in tolerated_failures]
    most = min([len(instances), *limits])
    failed = 0
    for one in instances:
        if failed > most:
            one.cancel()
            continue
        _deploy(stack_set, one)
        failed += one.detail == "FAILED"
    stack_set.outcome = "FAILED" if failed > most else "SUCCEEDED"


def follow(account_id: str) -> None:
    """The account has moved: every set with automatic deployment of its organization reaches it, or leaves it."""
    for stack_set in service_managed_sets(account_id):
        if getattr(stack_set, "is_automatic", False):
            reach(stack_set, deployments_of(stack_set), is_automatic=True)


def service_managed_sets(account_id: str) -> Iterator[Any]:
    """Of the organization of that account: those of the management account and of delegated administrators."""
    organization = organization_of(account_id)
    if organization is None:
        return
    for owner in [organization.account_id, *[admin.account.id for admin in organization.admins]]:
        for backend in list(cloudformation.cloudformation_backends[owner].values()):
            for stack_set in list(backend.stacksets.values()):
                if stack_set.status != "DELETED" and stack_set.permission_model == "SERVICE_MANAGED":
                    yield stack_set


def _wanted(stack_set: Any) -> Iterator[tuple[Where, Parameters]]:
    organization = organization_of(stack_set.instances.account_id)
    for deployment in deployments_of(stack_set):
        for account in accounts_below(organization, deployment.units) if organization else []:
            if deployment.reaches(account.id):
                for region in deployment.regions:
                    yield (account.id, region), deployment.overrides


def _deploy(stack_set: Any, instance: Instance) -> None:
    organization = organization_of(instance.account_id)
    account = next((one for one in organization.accounts if one.id == instance.account_id), None) if organization else None
    is_suspended = account is not None and account.status != "ACTIVE"
    instance.deploy(stack_set.template, as_dict(stack_set.parameters), is_suspended)
