"""Look up known vulnerabilities of everything that lock files name: `make audit`.

    python deploy/audit.py [options of pip-audit --] requirements.lock ...

Ends with 0 where every package was looked up and nothing is known against any, with 1 where something is, and with 2
where a package could not be looked up. pip-audit by itself ends with 0 there and says "No known vulnerabilities found",
though it may have skipped all of them: a mirror of packages mostly knows nothing of vulnerabilities.
"""

import json
import re
import subprocess
import sys

CLEAN, VULNERABLE, NOT_LOOKED = 0, 1, 2
COMMAND = ["-m", "pip_audit", "--no-deps", "--disable-pip", "--progress-spinner=off", "--format=json"]


def locked(path):
    """Names of the packages of a lock file that this machine and Python would install."""
    from pip_requirements_parser import RequirementsFile

    requirements = RequirementsFile.from_file(path).requirements
    return {normal(one.name) for one in requirements if one.marker is None or one.marker.evaluate()}


def normal(name):
    """One spelling of a package's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", name).lower()


def look_up(path, options):
    """What pip-audit says of each package in a lock file: a list of {name, version and vulns, or skip_reason}.

    Raises RuntimeError with its last line where it did not answer.
    """
    command = [sys.executable, *COMMAND, *options, f"--requirement={path}"]
    done = subprocess.run(command, capture_output=True, text=True)  # noqa: S603  (ours)
    try:
        return json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError):
        raise RuntimeError((done.stderr.strip().splitlines() or ["no answer"])[-1][:300]) from None


def audit(path, options, tell):
    """The exit status for one lock file, which `tell(sentence)` explains."""
    wanted = locked(path)
    try:
        packages = look_up(path, options)
    except RuntimeError as error:
        tell(f"{path}: none of {len(wanted)} packages was looked up ({error}).")
        return NOT_LOOKED
    looked = {normal(one["name"]) for one in packages if "vulns" in one}
    missed = sorted(wanted - looked)
    found = [(one, fault) for one in packages for fault in one.get("vulns", [])]
    tell(f"{path}: {len(wanted & looked)} of {len(wanted)} packages looked up, {len(found)} vulnerabilities known.")
    for one, fault in found:
        mended = ", ".join(fault.get("fix_versions") or []) or "none yet"
        tell(f"  {one['name']} {one['version']}: {fault['id']}; mended in: {mended}")
    if missed:
        tell(f"  Not looked up: {', '.join(missed)}")
    return VULNERABLE if found else NOT_LOOKED if missed or not wanted else CLEAN


def main(arguments):
    options, paths = [], arguments
    if "--" in arguments:
        cut = arguments.index("--")
        options, paths = arguments[:cut], arguments[cut + 1 :]
    statuses = {audit(path, options, print) for path in paths} or {NOT_LOOKED}
    if VULNERABLE in statuses:
        print("A vulnerability is known. Put the newer release into requirements.txt and run `make lock`.")
        return VULNERABLE
    if NOT_LOOKED in statuses:
        print(
            "NOT AUDITED: of some packages nobody knows whether something is known against them. Run this where "
            "pypi.org or api.osv.dev can be reached (`make audit ARGS='--vulnerability-service osv --'`)."
        )
        return NOT_LOOKED
    return CLEAN


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
