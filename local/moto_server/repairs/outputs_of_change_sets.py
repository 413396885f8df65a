"""A stack that was deployed by a change set has outputs; in moto it has none."""

from __future__ import annotations

from moto.cloudformation.models import ChangeSet


def repair() -> None:
    apply = ChangeSet.apply

    def apply_and_read_outputs(self: ChangeSet) -> None:
        apply(self)
        if getattr(self.stack, "failure", None) is not None:
            return
        self.stack.template_dict = self.template_dict
        self.stack.output_map = self.stack._create_output_map()

    ChangeSet.apply = apply_and_read_outputs
