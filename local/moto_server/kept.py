"""What moto works out again in each request although it never changes, once it is repaired: kept."""

from __future__ import annotations

from functools import lru_cache

import moto.core.responses
from moto.moto_server.werkzeug_app import DomainDispatcherApplication

from .state_machines import before_the_first


def keep_what_never_changes() -> None:
    keep = lru_cache(maxsize=1_000)
    DomainDispatcherApplication.get_backend_for_host = keep(DomainDispatcherApplication.get_backend_for_host)
    moto.core.responses.method_names_from_class = keep(moto.core.responses.method_names_from_class)
    before_the_first(_keep_json_paths)


def _keep_json_paths() -> None:
    """Their library makes a parser for each expression that it parses, in some 10 ms."""
    import moto.stepfunctions.parser.asl.component.common.path.result_path as result_path
    import moto.stepfunctions.parser.asl.utils.json_path as json_path

    for module in (json_path, result_path):
        module.parse = lru_cache(maxsize=1_000)(module.parse)
