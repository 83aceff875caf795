"""What is installed (the lock files) is what the lists ask for, with a hash of every file, from no named place."""

import re
from importlib import metadata

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site.processes import ROOT

LOCKS = {
    "requirements.lock": ["requirements.txt"],
    "deploy/s3.lock": ["deploy/s3.txt"],
    "requirements-dev.lock": ["requirements.txt", "requirements-dev.txt", "deploy/s3.txt"],
    "deploy/tools.lock": ["deploy/tools.txt"],
}
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}$")
PYTHONS = ["3.11", "3.12", "3.13", "3.14"]
RENEW = "The list was changed, and its lock file was not: run `make lock`, and commit both."
MACHINES = [("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"), ("darwin", "x86_64"), ("win32", "AMD64")]


def lines(path):
    """The lines of a list: options begin with a dash, all others are requirements."""
    bare = (line.partition(" #")[0].strip() for line in (ROOT / path).read_text().splitlines())
    return [line for line in bare if line and not line.startswith("#")]


def options(path):
    """What is said of packages besides their releases, such as --only-binary."""
    return {line for line in lines(path) if line.startswith("--") and not line.startswith("--hash")}


def listed(path):
    """{name: Requirement} of what the list asks for by itself."""
    requirements = [Requirement(line) for line in lines(path) if not line.startswith("-")]
    return {canonicalize_name(one.name): one for one in requirements}


def locked(path):
    """{name: (Requirement, its hashes, who asks for it)}"""
    found = {}
    for block in re.split(r"^(?=[a-z0-9])", (ROOT / path).read_text(), flags=re.MULTILINE)[1:]:
        text, _, asked = block.partition("    # via")
        first, *hashes = [line.rstrip(" \\") for line in text.strip().splitlines()]
        name = canonicalize_name(Requirement(first).name)
        found[name] = Requirement(first), hashes, set(re.findall(r"^ *#? *(\S.*?) *$", asked, re.MULTILINE))
    return found


def environments():
    for python in PYTHONS:
        for system, machine in MACHINES:
            yield {
                "python_version": python,
                "python_full_version": f"{python}.9",
                "sys_platform": system,
                "platform_machine": machine,
                "platform_python_implementation": "CPython",
            }


def same(marker, other):
    """Whether two markers choose the same Pythons and machines."""
    return all(
        Marker(str(marker or "python_version > '3'")).evaluate(one)
        == Marker(str(other or "python_version > '3'")).evaluate(one)
        for one in environments()
    )


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_what_its_lists_ask_for(lock):
    found = locked(lock)
    for path in LOCKS[lock]:
        asked = listed(path)
        assert asked
        assert asked.keys() == {name for name, (_, _, askers) in found.items() if f"-r {path}" in askers}, RENEW
        for name, requirement in asked.items():
            assert str(requirement.specifier) == str(found[name][0].specifier), RENEW
            assert same(requirement.marker, found[name][0].marker), RENEW
    asked = set().union(*map(options, LOCKS[lock]))
    assert asked <= options(lock) <= asked | options("requirements.txt"), RENEW


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_locked_is_asked_for_by_something_locked(lock):
    found = locked(lock)
    lists = {f"-r {path}" for path in LOCKS[lock]}
    for name, (_, _, askers) in found.items():
        assert askers and askers <= lists | found.keys() | {"-c requirements.lock"}, name


@pytest.mark.parametrize("lock", LOCKS)
def test_every_file_has_a_hash_and_no_place(lock):
    text = (ROOT / lock).read_text()
    assert "//" not in text and "index" not in text
    for name, (requirement, hashes, _) in locked(lock).items():
        assert [one.operator for one in requirement.specifier] == ["=="], name
        assert hashes and all(HASH.fullmatch(one.strip()) for one in hashes), name


def test_tests_run_on_what_the_site_runs_on():
    site, tests = locked("requirements.lock"), locked("requirements-dev.lock")
    for name, (one, hashes, _) in site.items():  # on a machine that tests alone ask it for, maybe: its marker is wider
        assert (str(one.specifier), hashes) == (str(tests[name][0].specifier), tests[name][1]), name


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_is_complete(lock):
    """What each installed package asks for on this machine is in it, too."""
    found = locked(lock)
    for name in found:
        if (requirement := found[name][0]).marker and not requirement.marker.evaluate():
            continue
        asked = [Requirement(text) for text in metadata.requires(name) or []]
        needed = [one for one in asked if not one.marker or one.marker.evaluate({"extra": ""})]
        for one in needed:
            version = next(iter(found[canonicalize_name(one.name)][0].specifier)).version
            assert one.specifier.contains(version, prereleases=True), f"{name} needs {one}"
