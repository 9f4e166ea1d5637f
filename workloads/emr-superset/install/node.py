"""Settings of this node, and the secrets that its programs may read.

`SUPERSET_NODE` names a JSON file with the region and a reference to each secret: the ARN of a Secrets Manager secret, or
`file:///path` on a machine without a role. Standard error and logs show references, never values.
"""

import json
import os
import sys
from pathlib import Path

KEY_FILE = "secret_key"

# Superset warns about shorter keys: the key signs sessions and encrypts the passwords of database connections.
SHORTEST_KEY = 42


def settings():
    return json.loads(Path(os.environ["SUPERSET_NODE"]).read_text())


def home():
    return Path(os.environ["SUPERSET_HOME"])


def secret(name):
    """Returns the text of a secret; None when this node has no reference to it."""
    reference = settings()["secrets"].get(name)
    if not reference:
        return None
    if reference.startswith("file://"):
        return Path(reference.removeprefix("file://")).read_text().strip()
    import boto3  # imported here because nothing else needs AWS

    client = boto3.client("secretsmanager", region_name=settings()["region"])
    return client.get_secret_value(SecretId=reference)["SecretString"]


def write_key():
    """Writes the secret key to a file that only the service user can read."""
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
