"""What the programs on this node need to know, and the secrets that they may read.

`SUPERSET_NODE` names a JSON file with the region and with a reference to each secret. A reference is the ARN of a secret of Secrets Manager, or
`file:///path` on a machine that has no role; it is never a secret itself. Standard error and logs are told names, never values.
"""

import json
import os
import sys
from pathlib import Path

KEY_FILE = "secret_key"

# Superset warns of shorter ones: the key signs sessions and encrypts the passwords of database connections.
SHORTEST_KEY = 42


def settings():
    return json.loads(Path(os.environ["SUPERSET_NODE"]).read_text())


def home():
    return Path(os.environ["SUPERSET_HOME"])


def secret(name):
    """Text of a secret; None when this node was given no reference for it."""
    reference = settings()["secrets"].get(name)
    if not reference:
        return None
    if reference.startswith("file://"):
        return Path(reference.removeprefix("file://")).read_text().strip()
    import boto3  # only here: nothing else needs AWS

    client = boto3.client("secretsmanager", region_name=settings()["region"])
    return client.get_secret_value(SecretId=reference)["SecretString"]


def write_key():
    """Puts the secret key where only the service user reads it."""
    key = secret("key")
    if key is None or len(key) < SHORTEST_KEY:
        sys.exit(f"the secret key must have {SHORTEST_KEY} characters or more")
    file = home() / KEY_FILE
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.fchmod(descriptor, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key)


if __name__ == "__main__":
    if sys.argv[1:] != ["write-key"]:
        sys.exit("usage: node.py write-key")
    write_key()
