#!/usr/bin/env bash
# Starts the SSM Agent on each cluster node, and installs it where the image lacks it: sessions and commands reach a node through it.
set -euo pipefail

systemctl cat amazon-ssm-agent.service >/dev/null 2>&1 || sudo dnf install --assumeyes --quiet amazon-ssm-agent
sudo systemctl enable --now amazon-ssm-agent.service
