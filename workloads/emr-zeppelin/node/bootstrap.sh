#!/usr/bin/env bash
# Prepares each cluster node for the notebooks, before EMR installs its applications.
set -euo pipefail

usage() {
  echo "usage: bootstrap.sh s3 <bucket of the notebooks> | bootstrap.sh git <https address of their repository>" >&2
  exit 2
}

(($# == 2)) || usage
storage=$1 place=$2
case "$storage" in
  s3) [[ $place =~ ^[a-z0-9][a-z0-9.-]+$ ]] || usage ;;
  git) [[ $place =~ ^https://[^[:space:]@]+$ ]] || usage ;;
  *) usage ;;
esac

sudo dnf install --assumeyes --quiet python3.11-pip
# Python of the notebooks; the system Python stays unchanged.
sudo python3.11 -m pip install --quiet --no-input --disable-pip-version-check 'boto3==1.44.5' 'psycopg2-binary==2.9.13'

# RDS certificates, with which Python, Spark and Zeppelin verify the database.
sudo install -d -m 0755 /etc/pki/rds
sudo curl --silent --show-error --fail --retry 5 --output /etc/pki/rds/global-bundle.pem https://truststore.pki.rds.amazonaws.com/global/global-bundle.pem

if [[ $storage == git ]]; then
  sudo dnf install --assumeyes --quiet git
  # The zeppelin user does not exist yet; configure.sh changes the owner of the folder.
  sudo install -d -m 1777 /var/lib/zeppelin-notebooks
fi
