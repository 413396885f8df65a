"""A worker that is never restarted: `python worker.py keyturn/svc-reports`. It does one job for each line of its standard input."""

import os
import sys
from datetime import timedelta

from keyturn_session import keyturn_session

secret_id = sys.argv[1] if len(sys.argv) > 1 else "keyturn/svc-reports"
session = keyturn_session(secret_id, every=timedelta(seconds=int(os.environ.get("REFRESH_SECONDS", "300"))))
sts = session.client("sts")

for _job in sys.stdin:
    print(sts.get_caller_identity()["Arn"], flush=True)
