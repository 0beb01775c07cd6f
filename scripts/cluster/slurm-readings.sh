#!/bin/bash
# Make a file of readings with a Slurm array, for `bundle-audit audit --readings FILE`.
#
#   bundle-audit audit --requests-only requests.jsonl --register R --uploads U --output O
#   sbatch --array=0-15 scripts/cluster/slurm-readings.sh requests.jsonl parts /opt/bundle-audit worker --uploads U
#   scripts/cluster/slurm-readings.sh --join requests.jsonl parts readings.jsonl        # when the array is done
#   bundle-audit audit --readings readings.jsonl --register R --uploads U --output O
#
# Task n of k takes every k-th request. A part is renamed into place when it is whole, so tasks that were lost can be run again alone:
# those whose part is there do nothing.
#SBATCH --job-name=bundle-audit
#SBATCH --cpus-per-task=1
#SBATCH --mem=2G
#SBATCH --time=02:00:00
set -euo pipefail

if [ "${1:-}" = --join ]; then
  requests=$2 parts=$3 readings=$4
  cat "$parts"/part-*.jsonl > "$readings.part"
  sent=$(grep -c . "$requests" || true) back=$(grep -c . "$readings.part" || true)
  if [ "$sent" != "$back" ]; then
    echo "slurm-readings: $sent bundles were sent, $back came back; which tasks have no part in $parts?" >&2
    exit 1
  fi
  mv "$readings.part" "$readings"
  exit 0
fi

requests=$1 parts=$2
shift 2
task=${SLURM_ARRAY_TASK_ID:?run me with sbatch --array=0-N} tasks=${SLURM_ARRAY_TASK_COUNT:?} first=${SLURM_ARRAY_TASK_MIN:-0}
part=$(printf '%s/part-%05d.jsonl' "$parts" "$task")
mkdir -p "$parts"
[ ! -e "$part" ] || exit 0
temporary=$(mktemp "$parts/.part-$task-XXXXXX")
trap 'rm -f "$temporary"' EXIT
awk -v n="$((task - first))" -v k="$tasks" 'NF && i++ % k == n' "$requests" | "$@" > "$temporary"
mv "$temporary" "$part"
