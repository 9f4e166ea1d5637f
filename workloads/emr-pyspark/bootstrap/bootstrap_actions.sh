#!/usr/bin/env bash
# Runs on each cluster node before EMR installs applications. Uses IMDSv2 only.
set -euo pipefail

metadata=http://169.254.169.254/latest
token=$(curl --fail --silent --show-error --retry 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
region=$(curl --fail --silent --show-error --retry 5 --header "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/placement/region")

# Jobs that read bucket names from SSM need boto3 in the Python that runs them; the system Python is too old for it.
sudo dnf install --assumeyes --quiet jq python3.11-pip
sudo python3.11 -m pip install --quiet --no-input 'boto3==1.40.70'

aws configure set region "$region"
