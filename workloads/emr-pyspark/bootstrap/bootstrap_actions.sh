#!/usr/bin/env bash
# Runs on each node of a cluster before its applications are installed, with IMDSv2 alone.
set -euo pipefail

metadata=http://169.254.169.254/latest
token=$(curl --fail --silent --show-error --retry 5 --request PUT --header 'X-aws-ec2-metadata-token-ttl-seconds: 300' "$metadata/api/token")
region=$(curl --fail --silent --show-error --retry 5 --header "X-aws-ec2-metadata-token: $token" "$metadata/meta-data/placement/region")

# Jobs that read their buckets from SSM need boto3 in the Python that runs them; the Python of the system is too old for it.
sudo dnf install --assumeyes --quiet jq python3.11-pip
sudo python3.11 -m pip install --quiet --no-input 'boto3==1.40.70'

aws configure set region "$region"
