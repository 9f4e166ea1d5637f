"""Sets up Superset as the installer does on a node, imports the bundle, and queries the data of its charts.

usage: rehearse.py <bakery.csv> <folder of the assets> <result.json>

DuckDB holds the table that Athena, Trino or Hive holds on AWS. Configuration, users and import are the code that runs on the node.
"""

import json
import os
import sys
from pathlib import Path

import duckdb


def make_database(file, csv):
    """Creates the table with the catalog's columns: four of type text."""
    with duckdb.connect(str(file)) as connection:
        connection.execute(
            "CREATE OR REPLACE TABLE bakery AS SELECT * FROM read_csv(?, header = true, delim = ',', quote = '\"', columns = "
            "{'date': 'VARCHAR', 'time': 'VARCHAR', 'transaction': 'VARCHAR', 'item': 'VARCHAR'})",
            [csv],
        )


def prepare(app):
    """Does the work of `superset db upgrade` and `superset init` without starting Superset twice more."""
    from flask_migrate import upgrade

    with app.app_context():
        upgrade()
        app.appbuilder.add_permissions(update_perms=True)
        app.appbuilder.sm.sync_role_definitions()


def token_of(client, username, password):
    """Signs a user in and returns the response."""
    answer = client.post("/api/v1/security/login", json={"username": username, "password": password, "provider": "db"})
    return answer.json.get("access_token") if answer.status_code == 200 else None


def get(client, token, path):
    answer = client.get(path, headers={"Authorization": f"Bearer {token}"})
    if answer.status_code != 200:
        raise SystemExit(f"{path} answered {answer.status_code}: {answer.get_data(as_text=True)[:500]}")
    return answer.json


def charts_of(client, token, dashboard):
    """Returns the data of each chart, in the order of the dashboard."""
    charts = {}
    for chart in get(client, token, f"/api/v1/dashboard/{dashboard}/charts")["result"]:
        answer = get(client, token, f"/api/v1/chart/{chart['id']}/data/?force=true")["result"][0]
        if answer.get("error"):
            raise SystemExit(f"chart {chart['slice_name']}: {answer['error']}")
        columns = answer["colnames"]
        rows = [[row[column] for column in columns] for row in answer["data"]]
        charts[chart["slice_name"]] = {"columns": columns, "rows": rows, "sql": answer["query"]}
    return charts


def main(csv, assets, result):
    database = Path(os.environ["SUPERSET_HOME"]) / "lake.duckdb"
    make_database(database, csv)

    from import_assets import import_assets
    from node import secret, write_key
    from users import USERS, ensure_users

    write_key()
    from superset.app import create_app

    app = create_app()
    prepare(app)
    with app.app_context():
        security = app.appbuilder.sm
        for _ in ("first", "again"):
            ensure_users(security)
        made = [name for _, name, *_ in USERS]
        users = {user.username: "+".join(role.name for role in user.roles) for user in security.get_all_users() if user.username in made}
        count = len(security.get_all_users())
    for _ in ("first", "again"):
        imported = import_assets(app, assets, f"duckdb:///{database}", "main")

    client = app.test_client()
    admin = token_of(client, "SupersetAdmin", secret("admin"))
    gamma = token_of(client, "SupersetUserGamma", secret("gamma"))
    if admin is None or gamma is None:
        raise SystemExit("a user could not sign in with the password of its secret")
    dashboards = get(client, admin, "/api/v1/dashboard/")["result"]
    found = {
        "health": client.get("/health").get_data(as_text=True),
        "users": users,
        "userCount": count,
        "wrongPasswordSignsIn": token_of(client, "SupersetAdmin", "wrong") is not None,
        "imported": imported,
        "dashboards": [dashboard["dashboard_title"] for dashboard in dashboards],
        "databases": get(client, admin, "/api/v1/database/")["count"],
        "savedQueries": [query["label"] for query in get(client, admin, "/api/v1/saved_query/?q=(order_column:label,order_direction:asc)")["result"]],
        "datasetsOfAdmin": get(client, admin, "/api/v1/dataset/")["count"],
        "datasetsOfGamma": get(client, gamma, "/api/v1/dataset/")["count"],
        "charts": charts_of(client, admin, "bakery"),
    }
    Path(result).write_text(json.dumps(found))


if __name__ == "__main__":
    if len(sys.argv) != 4:
        raise SystemExit(__doc__)
    main(*sys.argv[1:])
