"""Imports database, dataset, charts, dashboard and saved queries into Superset, replacing those with the same UUIDs.

usage: import_assets.py <folder of the assets> <address of the database> <schema of the tables>
"""

import sys
from pathlib import Path

import yaml


def contents_of(folder, uri, schema):
    """Returns the files of the bundle by their paths in a Superset export, with the given database address."""
    root = Path(folder)
    contents = {}
    for file in sorted(root.rglob("*.yaml")):
        path = file.relative_to(root).as_posix()
        asset = yaml.safe_load(file.read_text())
        if path.startswith("databases/"):
            asset["sqlalchemy_uri"] = uri
        if path.startswith(("datasets/", "queries/")):
            asset["schema"] = schema
        contents[path] = yaml.safe_dump(asset, sort_keys=False, allow_unicode=True)
    if "metadata.yaml" not in contents:
        raise SystemExit(f"{folder} holds no metadata.yaml, so it is no bundle of assets")
    return contents


def import_assets(app, folder, uri, schema):
    """Imports all files or none. @returns number of imported files"""
    from superset.commands.importers.v1.assets import ImportAssetsCommand
    from superset.utils.core import override_user

    contents = contents_of(folder, uri, schema)
    with app.app_context(), override_user(app.appbuilder.sm.find_user(username="SupersetAdmin")):
        ImportAssetsCommand(contents).run()
    return len(contents) - 1


def main(arguments):
    if len(arguments) != 3:
        raise SystemExit(__doc__)
    from superset.app import create_app

    print(f"{import_assets(create_app(), *arguments)} assets imported")


if __name__ == "__main__":
    main(sys.argv[1:])
