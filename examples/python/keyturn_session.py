import json
from datetime import datetime, timedelta, timezone

import boto3
from botocore.credentials import RefreshableCredentials
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError
from botocore.session import get_session

# This key cannot read the secret, but another one may. Any other error would be the same with every key.
NEXT_KEY = {"UnrecognizedClientException", "InvalidClientTokenId", "AccessDeniedException"}


def keyturn_session(secret_id, every=timedelta(minutes=5)):
    """A boto3 session that reads its key from a Keyturn secret, and each next key with the one before.

    Until the secret holds a key, it signs with what boto3 finds by itself. While the secret cannot be read, the last key is used.
    """
    bootstrap = boto3.Session()
    issued = None

    def read_with(session):
        answer = session.client("secretsmanager").get_secret_value(SecretId=secret_id)
        value = json.loads(answer["SecretString"])
        return {"access_key": value["AccessKeyId"], "secret_key": value["SecretAccessKey"], "token": None}

    def read():
        nonlocal issued
        sessions = [bootstrap]
        if issued:  # First the newest key: reading counts as use, and keeps an old key alive.
            newest = boto3.Session(issued["access_key"], issued["secret_key"], region_name=bootstrap.region_name)
            sessions.insert(0, newest)
        for session in sessions:
            try:
                issued = read_with(session)
                return
            except ClientError as error:
                if error.response["Error"]["Code"] not in NEXT_KEY:
                    return
            except (BotoCoreError, KeyError, ValueError):
                return  # No network; or no key in the secret yet.

    def bootstrap_key():
        found = bootstrap.get_credentials()
        if not found:
            raise NoCredentialsError()
        access_key, secret_key, token = found.get_frozen_credentials()[:3]
        return {"access_key": access_key, "secret_key": secret_key, "token": token}

    def current():
        read()
        # botocore asks again in the last 15 minutes before this.
        expires = datetime.now(timezone.utc) + every + timedelta(minutes=15)
        return {**(issued or bootstrap_key()), "expiry_time": expires.isoformat()}

    session = get_session()
    session._credentials = RefreshableCredentials.create_from_metadata(current(), current, method="keyturn")
    return boto3.Session(botocore_session=session)
