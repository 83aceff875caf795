"""What the README says of the environment and of `make` is what there is."""

import re

from tests.site.processes import ROOT


def test_the_readme_lists_what_the_environment_can_say():
    settings = (ROOT / "clinic_site/settings.py").read_text()
    read = set(re.findall(r'env\.\w+\("(\w+)"', settings))
    listed = set(re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text(), re.MULTILINE))
    assert "DATA_DIR" in read and listed == read


def test_every_make_command_of_the_documents_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for name in ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md"]:
        named = set(re.findall(r"(?:`|^|&& |-- )make ([a-z]+)", (ROOT / name).read_text(), re.MULTILINE))
        assert named <= targets, name


def test_running_and_testing_are_its_first_two_commands():
    readme = (ROOT / "README.md").read_text()
    assert re.findall(r"^make (\w+)", readme, re.MULTILINE)[:2] == ["run", "test"]


def test_every_file_the_documents_name_is_there():
    for name in ["CONTRIBUTING.md", "SECURITY.md"]:
        for path in re.findall(r"`([\w/]+/[\w/]*(?:\.\w+)?)`", (ROOT / name).read_text()):
            assert path.startswith("var") or (ROOT / path).exists(), f"{name}: {path}"
