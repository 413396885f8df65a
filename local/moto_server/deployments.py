"""A stack's resources in the order in which CloudFormation changes them, and what it does when one of them fails."""

from __future__ import annotations

from typing import Any, Iterator

from moto.cloudformation.models import Event
from moto.cloudformation.parsing import parse_and_update_resource

Template = dict[str, Any]


class ResourceFailed(Exception):
    def __init__(self, logical_id: str, resource_type: str, cause: Exception) -> None:
        super().__init__(str(getattr(cause, "message", "")) or str(cause) or repr(cause))
        self.logical_id, self.resource_type = logical_id, resource_type


def carry_out(stack: Any, template: Template, parameters: Any) -> None:
    """Each resource after those that it needs. The first that fails ends it: what has been changed by then is put back."""
    resources = stack.resource_map
    before = resources._template, resources.input_parameters, dict(resources._resource_json_map)
    touched: list[str] = []
    stack.failure = None
    try:
        _change(stack, template, parameters, touched)
    except ResourceFailed as failed:
        stack.failure = f"{failed.logical_id}: {failed}"
        action = "UPDATE" if failed.logical_id in before[2] else "CREATE"
        _note(stack, failed.logical_id, failed.resource_type, f"{action}_FAILED", str(failed))
        _put_back(stack, before, touched)


def _change(stack: Any, template: Template, parameters: Any, touched: list[str], only: Any = None) -> None:
    """only: in a rollback, the resources that the deployment has touched."""
    resources, is_rollback = stack.resource_map, only is not None
    former = dict(resources._resource_json_map)
    wanted = template.get("Resources", {})
    by_action = resources.build_resource_diff({**template, "Resources": wanted}, parameters)
    changed = {*by_action["Add"], *by_action["Modify"]}
    resources._template = template
    if parameters or is_rollback:
        resources.input_parameters = parameters
    resources.load_mapping()
    resources.load_parameters()
    resources.load_conditions()
    resources._resource_json_map = {**wanted, **{name: former[name] for name in by_action["Remove"]}}
    for name in in_order(wanted):
        if name in changed and (only is None or name in only):
            touched.append(name)
            _make(resources, name, wanted[name])
    for name in reversed(in_order(former)):
        if name in by_action["Remove"] and (only is None or name in only):
            _remove(resources, name, former[name], is_rollback)
    resources._resource_json_map = wanted


def _make(resources: Any, name: str, wanted: dict[str, Any]) -> None:
    condition = wanted.get("Condition")
    is_wanted = not condition or resources.lazy_condition_map[condition]
    try:
        if not is_wanted:
            _remove(resources, name, wanted)
        elif resources._parsed_resources.get(name) is None:
            _ = resources[name]  # the map makes what it does not have
        else:
            at = {"account_id": resources._account_id, "region_name": resources._region_name}
            resources._parsed_resources[name] = parse_and_update_resource(name, wanted, resources, **at)
    except ResourceFailed:
        raise
    except Exception as error:
        raise ResourceFailed(name, wanted["Type"], error) from error


def _remove(resources: Any, name: str, former: dict[str, Any], is_rollback: bool = False) -> None:
    resource = resources._parsed_resources.pop(name, None)
    retained = ("Retain",) if is_rollback else ("Retain", "RetainExceptOnCreate")
    if resource is not None and former.get("DeletionPolicy") not in retained:
        resources._delete_resource(resource, former)


def _put_back(stack: Any, before: tuple[Template, Any, dict[str, Any]], touched: list[str]) -> None:
    template, parameters, former = before
    prefix = "UPDATE_ROLLBACK" if former else "ROLLBACK"
    stack.status = f"{prefix}_IN_PROGRESS"
    stack._add_stack_event(stack.status, resource_status_reason="The following resource(s) failed: " + touched[-1])
    resources = stack.resource_map
    # Nothing that the deployment has not come to is touched now either.
    for name in [each for each in resources._resource_json_map if each not in {*former, *touched}]:
        resources._resource_json_map.pop(name)
    try:
        _change(stack, template or {"Resources": {}}, parameters, [], only=set(touched))
        stack.status = f"{prefix}_COMPLETE"
    except ResourceFailed as failed:
        stack.status = f"{prefix}_FAILED"
        _note(stack, failed.logical_id, failed.resource_type, "UPDATE_FAILED", str(failed))
    stack._add_stack_event(stack.status, resource_status_reason=stack.failure)


def _note(stack: Any, logical_id: str, resource_type: str, status: str, reason: str) -> None:
    made = stack.resource_map._parsed_resources.get(logical_id)
    stack.events.append(
        Event(
            stack_id=stack.stack_id,
            stack_name=stack.name,
            logical_resource_id=logical_id,
            physical_resource_id=getattr(made, "physical_resource_id", None) or "",
            resource_type=resource_type,
            resource_status=status,
            resource_status_reason=reason,
            resource_properties=None,
        )
    )


def in_order(resources: dict[str, Any]) -> list[str]:
    """Each after those that it depends on."""
    order: list[str] = []
    seen: set[str] = set()

    def visit(name: str) -> None:
        if name in seen:
            return
        seen.add(name)
        for needed in _needs(resources[name]):
            if needed in resources:
                visit(needed)
        order.append(name)

    for name in resources:
        visit(name)
    return order


def _needs(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _needs(each)
    if not isinstance(value, dict):
        return
    for key, inner in value.items():
        if key == "DependsOn":
            yield from [inner] if isinstance(inner, str) else inner
        elif key == "Ref":
            yield inner
        elif key == "Fn::GetAtt":
            yield inner[0] if isinstance(inner, list) else inner.split(".")[0]
        else:
            yield from _needs(inner)
