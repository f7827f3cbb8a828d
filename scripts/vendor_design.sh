#!/usr/bin/env bash
# Fetches the design system, the font and htmx, and keeps only what the pages use, under
# stegvis/core/static/vendor. Run it by hand when a version below is raised, look at the pages, commit.
# Needs npm (only for `npm pack`; nothing of Node is used at run time) and the project's virtualenv.
set -euo pipefail

DESIGNSYSTEMET=1.22.0
INTER=4.1.1

# Components in the order of the upstream index, so that the cascade is the same.
COMPONENTS=(alert badge breadcrumbs button card details error-summary field fieldset heading input
  label link list paragraph skip-link table tag validation-message)

root=$(cd "$(dirname "$0")/.." && pwd)
vendor="$root/stegvis/core/static/vendor"
python=${PYTHON:-$root/.venv/bin/python}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

fetch() { # package version folder
  mkdir -p "$work/$3"
  (cd "$work" && npm pack --silent "$1@$2" | tail -n 1 | xargs -I{} tar -xzf {} -C "$work/$3" --strip-components=1)
}

fetch @digdir/designsystemet-css "$DESIGNSYSTEMET" css
fetch inter-ui "$INTER" inter

rm -rf "$vendor"
mkdir -p "$vendor/designsystemet" "$vendor/inter" "$vendor/htmx"

# Design system: the layers' order, the base and the chosen components.
source_folder="$work/css/dist/src"
{
  printf '/* @digdir/designsystemet-css %s, MIT. Chosen components, joined. */\n' "$DESIGNSYSTEMET"
  printf '@layer ds.theme, ds.base, ds.components;\n@layer ds.base{'
  cat "$source_folder/base.css" "$source_folder/data-size-workaround.css"
  printf '}\n@layer ds.components{'
  for component in "${COMPONENTS[@]}"; do cat "$source_folder/$component.css"; done
  printf '}\n'
} >"$vendor/designsystemet/components.css"

# Sizes, type and the mapping of colour names. The colours themselves are ours (core/theme.css).
"$python" - "$work/css/dist/theme/designsystemet.css" "$DESIGNSYSTEMET" \
  >"$vendor/designsystemet/scale.css" <<'PYTHON'
import re
import sys

theme = open(sys.argv[1], encoding="utf-8").read()
layers = re.split(r"(?=@layer )", theme)
kept = [layer for layer in layers if not layer.startswith("@layer ds.theme.color-scheme")]
if len(layers) - len(kept) != 2:
    sys.exit("Upstream's theme is built otherwise than expected: look at its colour layers.")
print(f"/* @digdir/designsystemet-css {sys.argv[2]}, theme without its colours, MIT. */")
print("".join(kept))
PYTHON
cp "$work/css/LICENSE" "$vendor/designsystemet/LICENSE"

# Inter: Latin first (what nearly every page needs), the whole font only for other letters.
cp "$work/inter/variable-latin/InterVariable-subset.woff2" "$vendor/inter/inter-latin.woff2"
cp "$work/inter/variable/InterVariable.woff2" "$vendor/inter/inter.woff2"
cp "$work/inter/LICENSE.txt" "$vendor/inter/LICENSE"

# htmx: the file that the django-htmx wheel brings (2.x: the wheel's 4 calls itself a beta).
"$python" - "$vendor/htmx" <<'PYTHON'
import pathlib
import shutil
import sys

import django_htmx

wheel = pathlib.Path(django_htmx.__file__).parent / "static" / "django_htmx"
shutil.copy(wheel / "htmx-2.min.js", pathlib.Path(sys.argv[1]) / "htmx.min.js")
PYTHON
htmx=$(grep -oE 'version:"[0-9.]+"' "$vendor/htmx/htmx.min.js" | grep -oE '[0-9.]+' | head -n 1 || true)

{
  echo "# Written by scripts/vendor_design.sh"
  echo "# package version licence"
  echo "@digdir/designsystemet-css $DESIGNSYSTEMET MIT"
  echo "inter-ui $INTER OFL-1.1"
  echo "htmx.org ${htmx:?htmx does not tell its version} 0BSD"
  echo
  echo "# sha256 file"
  (cd "$vendor" && find . -type f ! -name VERSIONS | LC_ALL=C sort | xargs sha256sum)
} >"$work/VERSIONS"
mv "$work/VERSIONS" "$vendor/VERSIONS"
echo "Vendored into $vendor:"
cat "$vendor/VERSIONS"
