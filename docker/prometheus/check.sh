#!/usr/bin/env bash
# Checks the alert rules: Prometheus accepts them, and each fires exactly when it should.
set -euo pipefail
cd "$(dirname "$0")"
promtool check config prometheus.yml
promtool test rules alerts-test.yml
