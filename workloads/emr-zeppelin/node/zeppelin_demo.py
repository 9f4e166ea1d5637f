"""Locations for the notebooks, so that no note contains a bucket, a host or a password.

`ZEPPELIN_DEMO_SETTINGS` names a JSON file with the locations of data and database. The database password is read from Secrets Manager when a
connection is made, or from the file of the reference `file:///path` on a machine without AWS. It is never printed.
"""

import contextlib
import json
import os
from pathlib import Path

SETTINGS = "/etc/zeppelin-demo/settings.json"


def settings():
    return json.loads(Path(os.environ.get("ZEPPELIN_DEMO_SETTINGS", SETTINGS)).read_text())


def data(folder):
    """Folder of the lake, which crawlers scan."""
    return f"{settings()['data']}/{folder}"


def source(folder):
    """Folder of the uploaded files, which never change."""
    return f"{settings()['sources']}/{folder}"


def scratch(folder):
    """Temporary folder in the cluster's HDFS."""
    return f"{settings()['scratch']}/{folder}"


def database():
    """Database of the Glue catalog."""
    return settings()["database"]


def copy(spark, origin, target):
    """Copies a file between two Hadoop file systems, replacing an existing one."""
    jvm = spark._jvm
    path = jvm.org.apache.hadoop.fs.Path
    configuration = spark._jsc.hadoopConfiguration()
    origin, target = path(origin), path(target)
    origin_system, target_system = (place.getFileSystem(configuration) for place in (origin, target))
    if not origin_system.exists(origin):
        raise FileNotFoundError(f"{origin.toString()} is not there: stagecraft data generate emr-zeppelin, then data upload emr-zeppelin")
    target_system.mkdirs(target.getParent())
    jvm.org.apache.hadoop.fs.FileUtil.copy(origin_system, origin, target_system, target, False, True, configuration)


def download(spark, origin):
    """Copies a file to this node. @returns its path here"""
    local = Path("/tmp") / f"zeppelin-demo-{os.getpid()}-{Path(origin).name}"
    copy(spark, origin, f"file://{local}")
    return local


def statements(name):
    """Returns the statements of a SQL file beside this one."""
    text = Path(__file__).with_name(name).read_text()
    return [statement for statement in text.split(";") if statement.strip()]


@contextlib.contextmanager
def connection():
    """Opens a psycopg2 connection in autocommit mode, closed at the end of the context."""
    import psycopg2

    ratings = settings()["ratings"]
    user, password = _credentials(ratings)
    made = psycopg2.connect(
        host=ratings["host"], port=ratings["port"], dbname=ratings["database"], user=user, password=password, **_tls(ratings)
    )
    made.autocommit = True
    try:
        yield made
    finally:
        made.close()


def jdbc(table):
    """Returns the options of Spark's JDBC reader for a table."""
    ratings = settings()["ratings"]
    user, password = _credentials(ratings)
    tls = "&".join(f"{name}={value}" for name, value in _tls(ratings).items())
    return {
        "url": f"jdbc:postgresql://{ratings['host']}:{ratings['port']}/{ratings['database']}?{tls}",
        "driver": "org.postgresql.Driver",
        "dbtable": table,
        "user": user,
        "password": password,
    }


def _tls(ratings):
    """Returns the TLS settings, which libpq and JDBC share: `verify-full` for RDS, none for the loopback address."""
    if ratings.get("certificates"):
        return {"sslmode": "verify-full", "sslrootcert": ratings["certificates"]}
    return {"sslmode": "disable"}


def _credentials(ratings):
    found = json.loads(secret(ratings["secret"]))
    return found["username"], found["password"]


def secret(reference):
    """Returns the text of a secret, by its ARN."""
    if reference.startswith("file://"):
        return Path(reference.removeprefix("file://")).read_text().strip()
    import boto3

    return boto3.client("secretsmanager", region_name=settings()["region"]).get_secret_value(SecretId=reference)["SecretString"]
