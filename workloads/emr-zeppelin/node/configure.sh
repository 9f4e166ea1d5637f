#!/usr/bin/env bash
# Configures users, interpreters and notes of Zeppelin on the primary node. Idempotent.
#
# The only argument is a JSON object with the names of buckets, hosts and secrets; it contains no secret.
set -euo pipefail

fail() {
  echo "configure.sh: $1" >&2
  exit 1
}

if (($# != 1)); then
  echo "usage: configure.sh '<settings as JSON>'" >&2
  exit 2
fi
sudo -n true 2>/dev/null || fail "user $(id -un) may not use sudo; run this as hadoop on the primary node"

source_folder=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# Prefix of every path, for tests outside a cluster.
root=${ZEPPELIN_CONFIGURE_ROOT:-}
program=$root/opt/zeppelin-demo
settings=$root/etc/zeppelin-demo
packages=$root$(python3.11 -c 'import sysconfig; print(sysconfig.get_path("purelib"))')

sudo install -d -m 0755 "$program" "$program/notebooks" "$settings" "$packages"
for file in zeppelin_demo.py zeppelin_rest.py configure.py run_note.py ratings.sql; do
  sudo install -m 0644 "$source_folder/$file" "$program/$file"
done
for note in "$source_folder"/notebooks/*.zpln; do
  sudo install -m 0644 "$note" "$program/notebooks/"
done
printf '%s\n' "$program" | sudo tee "$packages/zeppelin-demo.pth" >/dev/null
printf '%s\n' "$1" | sudo tee "$settings/settings.json" >/dev/null

if [[ -d $root/var/lib/zeppelin-notebooks ]]; then
  sudo chown -R zeppelin:zeppelin "$root/var/lib/zeppelin-notebooks"
  sudo chmod 0700 "$root/var/lib/zeppelin-notebooks"
fi

before=$(sudo sha256sum "$root/etc/zeppelin/conf/shiro.ini" 2>/dev/null | cut -d ' ' -f 1 || true)
sudo env "ZEPPELIN_DEMO_SETTINGS=$settings/settings.json" python3.11 "$program/configure.py" users "$root/etc/zeppelin/conf/shiro.ini"
after=$(sudo sha256sum "$root/etc/zeppelin/conf/shiro.ini" | cut -d ' ' -f 1)
if [[ $before != "$after" ]]; then
  echo 'users changed: Zeppelin starts again'
  sudo systemctl restart zeppelin
fi
sudo env "ZEPPELIN_DEMO_SETTINGS=$settings/settings.json" python3.11 "$program/configure.py" interpreters
sudo env "ZEPPELIN_DEMO_SETTINGS=$settings/settings.json" python3.11 "$program/configure.py" notes "$program/notebooks"
