"""CloudTrail's LookupEvents, which moto lacks: who has used a key, when, with what program, from where.

Only look-ups by access key id are answered, as Keyturn makes them.
"""

from __future__ import annotations

import json
from datetime import datetime, timezone
from typing import Any

from moto.cloudtrail.responses import CloudTrailResponse
from moto.core.exceptions import JsonRESTError

from .records import Records

MOST_PER_PAGE = 50
NEVER_AUTHENTICATED = {"InvalidClientTokenId", "UnrecognizedClientException", "SignatureDoesNotMatch"}


def show_events(records: Records) -> None:
    def lookup_events(self: CloudTrailResponse) -> str:
        page = _page(records, json.loads(self.body))
        return json.dumps(page)

    CloudTrailResponse.lookup_events = lookup_events


def _page(records: Records, asked: dict[str, Any]) -> dict[str, Any]:
    """The newest first."""
    [attribute] = asked.get("LookupAttributes") or [{}]
    if attribute.get("AttributeKey") != "AccessKeyId":
        raise JsonRESTError("InvalidLookupAttributesException", "The local AWS looks events up by AccessKeyId only.")
    since = float(asked.get("StartTime", 0))
    found = [
        call
        for call in reversed(records.calls_since(0))
        if call["accessKeyId"] == attribute["AttributeValue"] and _is_event(call) and _seconds(call["at"]) >= since
    ]
    start, size = int(asked.get("NextToken") or 0), min(int(asked.get("MaxResults", MOST_PER_PAGE)), MOST_PER_PAGE)
    end = start + size
    return {
        "Events": [_shown(call) for call in found[start:end]],
        **({"NextToken": str(end)} if end < len(found) else {}),
    }


def _is_event(call: dict[str, Any]) -> bool:
    return call.get("error") not in NEVER_AUTHENTICATED


def _seconds(at: str) -> int:
    return int(datetime.fromisoformat(at.replace("Z", "+00:00")).astimezone(timezone.utc).timestamp())


def _shown(call: dict[str, Any]) -> dict[str, Any]:
    source = f"{call['service']}.amazonaws.com"
    record = {
        "eventVersion": "1.09",
        "eventName": call["action"],
        "eventSource": source,
        "sourceIPAddress": call["sourceIpAddress"],
        "userAgent": call["userAgent"],
    }
    return {
        "EventName": call["action"],
        "EventTime": _seconds(call["at"]),
        "EventSource": source,
        "AccessKeyId": call["accessKeyId"],
        "CloudTrailEvent": json.dumps(record),
    }
