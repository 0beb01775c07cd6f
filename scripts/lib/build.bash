# Shared by the scripts that build: what the machine needs, and the release build.

# Debian and Ubuntu packages: C libraries and their headers, by what needs them.
packages=(
  libzip-dev         # Containers: ZIP
  libarchive-dev     # Containers: RAR, 7z, tar
  libxml2-dev        # Documents: XML and HTML
  libgsf-1-dev       # Documents: the compound files of Office 97–2003 and WPS
  libxlsxwriter-dev  # Reports: XLSX
  libsqlite3-dev     # LedgerStore: GRDB
  pkg-config         # SwiftPM finds the above by it
  poppler-utils      # helper programs: PDF (pdftotext)
  poppler-data       # the character maps of Chinese PDFs
)

# What tests need besides: a machine that runs the program does without, and says what it does not read.
test_packages=(
  tesseract-ocr          # OCR (`--ocr`)
  tesseract-ocr-chi-sim  # its data for simplified Chinese
)

# Installs what is missing, or says what to install where this account may not.
install_missing() {
  local missing=() package
  if ! command -v swift >/dev/null; then
    echo "There is no Swift toolchain: install Swift 6.3 from https://www.swift.org/install/linux and run this again." >&2
    return 69
  fi
  if ! command -v dpkg-query >/dev/null; then
    echo "This is no Debian or Ubuntu: make sure that the equivalents of ${packages[*]} are installed." >&2
    return 0
  fi
  for package in "${packages[@]}"; do
    dpkg-query --show --showformat='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return 0
  if [ "$(id -u)" -ne 0 ]; then
    echo "Please install what is missing and run this again: sudo apt-get install ${missing[*]}" >&2
    return 69
  fi
  echo "installing ${missing[*]}" >&2
  { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends "${missing[@]}"; } >&2
}

# One set of flags for all that is built, so that the tests and the program share one build: SwiftPM builds everything anew when flags change.
# `@testable import` needs -enable-testing, which keeps internal symbols; whether that costs speed was not measured.
build_flags=(-c release -Xswiftc -enable-testing)

# Builds one product in release, quietly unless it fails.
build_release() {
  local log
  log=$(mktemp)
  if ! swift build "${build_flags[@]}" --product "$1" >"$log" 2>&1; then
    cat "$log" >&2
    rm -f "$log"
    return 70
  fi
  rm -f "$log"
}
