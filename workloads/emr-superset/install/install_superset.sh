#!/usr/bin/env bash
# Installs Apache Superset on the primary node of an EMR cluster as a service that listens on localhost only. Idempotent.
#
# Arguments hold no secrets: they name secrets, which the service user reads with the role of the node.
set -euo pipefail

usage() {
  cat >&2 <<'TEXT'
usage: install_superset.sh --region <region> --secret-key <arn> --admin <arn> [--alpha <arn>] [--gamma <arn>] [--port 8280]
TEXT
  exit 2
}

fail() {
  echo "install_superset.sh: $1" >&2
  exit 1
}

region='' secret_key='' admin='' alpha='' gamma='' port=8280
while (($# > 0)); do
  (($# > 1)) || usage
  case "$1" in
    --region) region=$2 ;;
    --secret-key) secret_key=$2 ;;
    --admin) admin=$2 ;;
    --alpha) alpha=$2 ;;
    --gamma) gamma=$2 ;;
    --port) port=$2 ;;
    *) usage ;;
  esac
  shift 2
done
[[ -n $region && -n $secret_key && -n $admin ]] || usage
if ! [[ $port =~ ^[0-9]{4,5}$ ]] || ((port < 1024 || port > 65535)); then
  fail "--port $port is not a number from 1024 to 65535"
fi
sudo -n true 2>/dev/null || fail "user $(id -un) may not use sudo; run this as hadoop on the primary node"

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Prefix of every path, for tests outside a cluster.
root=${SUPERSET_INSTALL_ROOT:-}
program=$root/opt/superset
settings=$root/etc/superset
home=$root/var/lib/superset
unit=$root/etc/systemd/system/superset.service

echo 'packages of the system'
# gcc and the headers build the few Python packages without wheels. Installed packages are not upgraded: EMR pins them.
sudo dnf install --assumeyes --quiet python3.11 python3.11-pip python3.11-devel gcc gcc-c++

id superset >/dev/null 2>&1 || sudo useradd --system --home-dir "$home" --shell /sbin/nologin superset
sudo install -d -m 0755 "$program" "$program/app" "$settings"
sudo install -d -m 0700 -o superset -g superset "$home"

echo 'Superset and its drivers'
wanted=$(cat "$source_folder/requirements.txt" "$source_folder/constraints.txt" | sha256sum | cut -d ' ' -f 1)
if [[ $(cat "$program/installed" 2>/dev/null || true) != "$wanted" ]]; then
  sudo rm -rf "$program/venv"
  sudo python3.11 -m venv "$program/venv"
  sudo "$program/venv/bin/pip" install --quiet --no-input --disable-pip-version-check \
    --requirement "$source_folder/requirements.txt" --constraint "$source_folder/constraints.txt"
  sudo tee "$program/installed" >/dev/null <<<"$wanted"
fi

echo 'configuration'
for file in superset_config.py node.py users.py import_assets.py; do
  sudo install -m 0644 "$source_folder/$file" "$program/app/$file"
done
sudo tee "$settings/node.json" >/dev/null <<JSON
{
  "region": "$region",
  "secrets": { "key": "$secret_key", "admin": "$admin", "alpha": "$alpha", "gamma": "$gamma" }
}
JSON
sudo chmod 0644 "$settings/node.json"

as_superset() {
  sudo -u superset env "SUPERSET_HOME=$home" "SUPERSET_NODE=$settings/node.json" "SUPERSET_CONFIG_PATH=$program/app/superset_config.py" \
    "FLASK_APP=superset" "PYTHONPATH=$program/app" "$@"
}
as_superset "$program/venv/bin/python" "$program/app/node.py" write-key
as_superset "$program/venv/bin/superset" db upgrade
as_superset "$program/venv/bin/superset" init
as_superset "$program/venv/bin/python" "$program/app/users.py"

echo 'service'
sudo tee "$unit" >/dev/null <<UNIT
[Unit]
Description=Apache Superset
After=network-online.target
Wants=network-online.target

[Service]
User=superset
Group=superset
Environment=SUPERSET_HOME=$home
Environment=SUPERSET_NODE=$settings/node.json
Environment=SUPERSET_CONFIG_PATH=$program/app/superset_config.py
Environment=PYTHONPATH=$program/app
ExecStart=$program/venv/bin/gunicorn --bind 127.0.0.1:$port --workers 2 --threads 8 --worker-class gthread --timeout 120 "superset.app:create_app()"
Restart=always
RestartSec=5
NoNewPrivileges=true
PrivateTmp=true
ProtectSystem=full

[Install]
WantedBy=multi-user.target
UNIT
sudo systemctl daemon-reload
sudo systemctl enable superset
sudo systemctl restart superset

curl --silent --show-error --fail --retry 40 --retry-delay 3 --retry-all-errors --output /dev/null "http://127.0.0.1:$port/health" \
  || fail "Superset does not answer on port $port; see journalctl --unit superset"
echo "Superset answers at http://127.0.0.1:$port on this node; sign in as SupersetAdmin with the password in $admin"
