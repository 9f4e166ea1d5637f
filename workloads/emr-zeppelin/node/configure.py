"""Writes the parts of Zeppelin's configuration.

usage: configure.py users <shiro.ini> | configure.py interpreters | configure.py notes <folder>
"""

import json
import os
import sys
from pathlib import Path

import zeppelin_demo
from zeppelin_rest import USER, Zeppelin

JDBC_DRIVER = "org.postgresql:postgresql:42.7.14"
PYTHON = "/usr/bin/python3.11"

SHIRO = """[users]
{user} = {password}, admin

[main]
sessionManager = org.apache.shiro.web.session.mgt.DefaultWebSessionManager
cookie = org.apache.shiro.web.servlet.SimpleCookie
cookie.name = JSESSIONID
cookie.httpOnly = true
sessionManager.sessionIdCookie = $cookie
securityManager.sessionManager = $sessionManager
securityManager.sessionManager.globalSessionTimeout = 86400000
shiro.loginUrl = /api/login

[roles]
admin = *

[urls]
/api/version = anon
/api/interpreter/** = authc, roles[admin]
/api/notebook-repositories/** = authc, roles[admin]
/api/configurations/** = authc, roles[admin]
/api/credential/** = authc, roles[admin]
/** = authc
"""


def write_users(place):
    """Writes the only user, with the password from its secret, readable by the service user only."""
    text = SHIRO.format(user=USER, password=zeppelin_demo.secret(zeppelin_demo.settings()["analyst"]))
    file = Path(place)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o640)
    os.fchmod(descriptor, 0o640)
    with os.fdopen(descriptor, "w") as stream:
        stream.write(text)
    try:
        import grp

        os.chown(file, 0, grp.getgrnam("zeppelin").gr_gid)
    except (KeyError, PermissionError):
        print("no group zeppelin: the file stays with its owner")


def properties(values):
    """Formats properties as in an interpreter setting."""
    return {name: {"name": name, "value": value, "type": "password" if name.endswith("password") else "string"} for name, value in values.items()}


def postgres_setting(ratings, user, password):
    """Configures the interpreter %postgres. The server on this node keeps its password, which is in no note."""
    url = f"jdbc:postgresql://{ratings['host']}:{ratings['port']}/{ratings['database']}"
    if ratings.get("certificates"):
        url += f"?sslmode=verify-full&sslrootcert={ratings['certificates']}"
    wanted = {
        "default.driver": "org.postgresql.Driver",
        "default.url": url,
        "default.user": user,
        "default.password": password,
        "default.completer.ttlInSeconds": "120",
        "common.max_count": "1000",
    }
    return {
        "name": "postgres",
        "group": "jdbc",
        "properties": properties(wanted),
        "interpreterGroup": [{"class": "org.apache.zeppelin.jdbc.JDBCInterpreter", "name": "sql"}],
        "dependencies": [{"groupArtifactVersion": JDBC_DRIVER, "exclusions": []}],
        "option": {"remote": True, "port": -1, "isExistingProcess": False, "setPermission": False, "isUserImpersonate": False},
    }


def configure_interpreters(zeppelin):
    found = zeppelin.interpreters()
    ratings = zeppelin_demo.settings()["ratings"]
    credentials = json.loads(zeppelin_demo.secret(ratings["secret"]))
    wanted = postgres_setting(ratings, credentials["username"], credentials["password"])
    if "postgres" in found:
        zeppelin.call("PUT", f"/interpreter/setting/{found['postgres']['id']}", {**found["postgres"], **wanted})
    else:
        zeppelin.call("POST", "/interpreter/setting", wanted)

    spark = found["spark"]
    added = {"PYSPARK_PYTHON": PYTHON, "PYSPARK_DRIVER_PYTHON": PYTHON, "spark.jars.packages": JDBC_DRIVER}
    if any(spark["properties"].get(name, {}).get("value") != value for name, value in added.items()):
        zeppelin.call("PUT", f"/interpreter/setting/{spark['id']}", {**spark, "properties": {**spark["properties"], **properties(added)}})
    print("interpreters: postgres, spark")


def import_notes(zeppelin, folder):
    """Imports notes that do not exist yet. Existing notes stay, because users may have edited them."""
    there = zeppelin.notes()
    for file in sorted(Path(folder).glob("*.zpln")):
        note = json.loads(file.read_text())
        if note["name"] in there:
            print(f"note {note['name']} is there")
            continue
        zeppelin.call("POST", "/notebook/import", note)
        print(f"note {note['name']} imported")


def main(arguments):
    match arguments:
        case ["users", place]:
            write_users(place)
        case ["interpreters"]:
            configure_interpreters(Zeppelin().sign_in())
        case ["notes", folder]:
            import_notes(Zeppelin().sign_in(), folder)
        case _:
            raise SystemExit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
