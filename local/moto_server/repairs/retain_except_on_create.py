"""The deletion policy RetainExceptOnCreate; moto knows only Retain. At the end of a stack they are the same."""

from __future__ import annotations

from moto.cloudformation.parsing import ResourceMap


def repair() -> None:
    delete = ResourceMap.delete

    def delete_others(self: ResourceMap) -> None:
        for resource in self._resource_json_map.values():
            if resource.get("DeletionPolicy") == "RetainExceptOnCreate":
                resource["DeletionPolicy"] = "Retain"
        delete(self)

    ResourceMap.delete = delete_others
