"""A function that is invoked through an alias sees it in its context, and an alias that is not there is an error; moto reads no qualifier
at all. An alias of a stack is made, too."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote

from moto.awslambda.responses import LambdaResponse

from ..invoked import invoked_by
from ..places import Place
from .passed_over_resources import Properties, add_model


def repair() -> None:
    add_model("AWS::Lambda::Alias", _create, _delete)
    invoke = LambdaResponse.invoke

    def invoke_by_name(self: Any) -> Any:
        name = unquote(self.path.rsplit("/", 2)[-2])
        qualifier = self._get_param("Qualifier") or _qualifier_in(name)
        if qualifier:
            self.backend.get_function(name, qualifier)  # or an error
        with invoked_by(qualifier):
            return invoke(self)

    LambdaResponse.invoke = invoke_by_name


def _qualifier_in(name: str) -> str:
    """Of `keyturn:hub`, or of an ARN that ends so."""
    parts = name.split(":")
    return (parts[7] if len(parts) > 7 else "") if name.startswith("arn:") else ":".join(parts[1:])


def _create(place: Place, _name: str, properties: Properties) -> str:
    return str(place.client("lambda").create_alias(**properties)["AliasArn"])


def _delete(place: Place, _arn: str, properties: Properties) -> None:
    """moto deletes the resources of a stack in any order, and with the function its aliases are gone."""
    client = place.client("lambda")
    try:
        client.delete_alias(FunctionName=properties["FunctionName"], Name=properties["Name"])
    except client.exceptions.ResourceNotFoundException:
        pass
