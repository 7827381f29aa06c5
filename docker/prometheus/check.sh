#!/usr/bin/env bash
# The alert rules: whether Prometheus takes them, and whether each fires when it should and only then.
set -euo pipefail
cd "$(dirname "$0")"
promtool check config prometheus.yml
promtool test rules alerts-test.yml
