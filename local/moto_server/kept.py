"""What moto works out again in each request although it never changes, kept: it halves the time of 120 days of an organization."""

from __future__ import annotations

from functools import lru_cache

import moto.backends

from .state_machines import before_the_first


def keep_what_never_changes() -> None:
    names = tuple(moto.backends.list_of_moto_modules())
    moto.backends.list_of_moto_modules = lambda: names
    before_the_first(_keep_json_paths)


def _keep_json_paths() -> None:
    """Its library makes a parser for each expression that it parses, in some 10 ms."""
    import moto.stepfunctions.parser.asl.utils.json_path as json_path

    if not hasattr(json_path.parse, "cache_info"):
        json_path.parse = lru_cache(maxsize=1_000)(json_path.parse)
