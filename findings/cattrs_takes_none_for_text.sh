#!/usr/bin/env bash
# cattrs 26.2.1: a Converter that is told to forbid unknown keys, with detailed validation, still takes None for the text
# "None", the text "5" for a whole number and a number for text: data of the wrong type becomes words that people read.
# Expected of a library that structures and validates: an error that names the field. Unknown and missing fields do raise.
# It matters to whoever reads records of other programs (an export of a clinic's articles) and shows them to patients.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check cattrs==26.2.1
"$folder/venv/bin/python" - <<'PYTHON'
from dataclasses import dataclass

import cattrs


@dataclass(frozen=True)
class Dose:
    drug: str
    milligrams: int
    note: str = ""


converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=True)
found = converter.structure({"drug": 5, "milligrams": "5", "note": None}, Dose)
print("Wrong types become:", found)
assert found == Dose("5", 5, "None"), "cattrs does otherwise now"
for wrong in ({"drug": "a"}, {"drug": "a", "milligrams": 5, "colour": "red"}):
    try:
        converter.structure(wrong, Dose)
    except cattrs.ClassValidationError as error:
        print("Refused:", "; ".join(cattrs.transform_error(error)))
    else:
        raise AssertionError("cattrs does otherwise now")
PYTHON
