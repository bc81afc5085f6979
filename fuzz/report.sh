#!/bin/bash
# Runs the fuzz targets and the attack search, and writes what they came to into docs/verification.md: `make verify-report`.
# FUZZ_SECONDS (60) for each of FUZZ_TARGETS, SEARCH_SECONDS (2) for each cell of the search; mutants are counted from
# mutants.out, where cargo-mutants has left one. A target that has run already without a finding is not run
# again where FUZZ_LOGS names the folder of its log, <target>.log, which says for how long.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${FUZZ_SECONDS:-60}
targets=${FUZZ_TARGETS:-decode price wide shares health actions svm}
search_s=${SEARCH_SECONDS:-2}
page=docs/verification.md
begin='<!-- written by make verify-report: begin -->'
end='<!-- written by make verify-report: end -->'
grep -qF "$begin" "$page" && grep -qF "$end" "$page" || { echo "report: $page has no place for the report" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

thousands() { sed -E ':a;s/^([0-9]+)([0-9]{3})/\1,\2/;ta'; }

{
  echo
  earlier=${FUZZ_LOGS:+; what is of a log that was given ran before it}
  echo "On $(nproc) cores, at commit $(git rev-parse --short HEAD), $(date -u +%Y-%m-%d)${earlier:-}."
  echo
  echo "| fuzz target | seconds | executions | findings |"
  echo "|---|--:|--:|---|"
} >"$work/report"
failed=0
for target in $targets; do
  finding=none
  took=$seconds
  if [ -f "${FUZZ_LOGS:-}/$target.log" ]; then
    cp "$FUZZ_LOGS/$target.log" "$work/log"
    took=$(sed -nE 's/.* -max_total_time=([0-9]+) .*/\1/p' "$work/log" | tail -1)
  elif ! make --no-print-directory fuzz FUZZ_TARGETS="$target" FUZZ_SECONDS="$seconds" >"$work/log" 2>&1; then
    failed=1
    finding="\`$(grep -oE 'fuzz/artifacts/[^ ]+|artifacts/[^ ]+' "$work/log" | head -1 || true)\`"
    tail -40 "$work/log" >&2
  fi
  executions=$(sed -nE 's/^stat::number_of_executed_units: *([0-9]+)$/\1/p' "$work/log" | tail -1)
  echo "| $target | $took | $(echo "${executions:-0}" | thousands) | $finding |" >>"$work/report"
done

search=0
cargo run -q --release -p hypothec-search --bin attack-search -- "$search_s" >"$work/search" || search=$?
[ "$search" -le 1 ] || exit "$search"
[ "$search" -eq 0 ] || failed=1
{
  echo
  echo "Attack search: $(tail -1 "$work/search"). The worst ever found for each objective, of \`fuzz/search/worst.csv\`:"
  echo
  echo "| objective | cell | worst | limit |"
  echo "|---|---|--:|--:|"
  for objective in profit perdollar supplierloss lockout power; do
    grep -E "^[^,]*-$objective," fuzz/search/worst.csv | sort -t, -k2,2gr | head -1 |
      awk -F, -v objective="$objective" '{ printf "| %s | %s | %.4f | %.4f |\n", objective, $1, $2, $3 }'
  done
} >>"$work/report"

if [ -d mutants.out ]; then
  count() { if [ -f "mutants.out/$1.txt" ]; then wc -l <"mutants.out/$1.txt" | tr -d ' '; else echo 0; fi; }
  {
    echo
    echo "| mutants caught | in the time limit | survived | not compiled |"
    echo "|--:|--:|--:|--:|"
    echo "| $(count caught) | $(count timeout) | $(count missed) | $(count unviable) |"
  } >>"$work/report"
fi

awk -v begin="$begin" -v end="$end" -v report="$work/report" '
  $0 == end { while ((getline line < report) > 0) print line; inside = 0 }
  !inside { print }
  $0 == begin { inside = 1 }
' "$page" >"$work/page"
cp "$work/page" "$page"
exit "$failed"
