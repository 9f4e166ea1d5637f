"""Configuration of Superset on this node; `SUPERSET_CONFIG_PATH` names this file."""

from node import KEY_FILE, home

SECRET_KEY = (home() / KEY_FILE).read_text().strip()

# Metadata database. It is deleted with the cluster; assets are imported again.
SQLALCHEMY_DATABASE_URI = f"sqlite:///{home() / 'superset.db'}?check_same_thread=false"

ENABLE_TIME_ROTATE = True
FILENAME = str(home() / "superset.log")

# Access is by a forwarded port only: http://localhost on both ends.
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
WTF_CSRF_ENABLED = True

# Chart results are cached in files, because workers do not share memory.
CACHE_CONFIG = {"CACHE_TYPE": "FileSystemCache", "CACHE_DIR": str(home() / "cache"), "CACHE_DEFAULT_TIMEOUT": 300}
DATA_CACHE_CONFIG = {**CACHE_CONFIG, "CACHE_DIR": str(home() / "data-cache")}

ROW_LIMIT = 10_000
SQL_MAX_ROW = 10_000
