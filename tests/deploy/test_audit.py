"""`make audit` against a service that knows something, knows nothing, or does not answer; `make sbom`."""

import importlib.util
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests.deploy.test_lock import locked
from tests.deploy.tools import run
from tests.site.processes import ROOT

pytestmark = pytest.mark.looks
LOCK = """
django==5.2.19 --hash=sha256:{0}
nh3==0.3.8 --hash=sha256:{0}
async-timeout==5.0.1 ; python_version < '3' --hash=sha256:{0}
""".format("0" * 64)
FAULT = {
    "id": "GHSA-0000-0000-0000",
    "summary": "Invented.",
    "affected": [
        {
            "package": {"name": "django", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "5.2.20"}]}],
        }
    ],
}


@contextmanager
def service(status=200, faults=()):
    """The address of an OSV service that answers each question with `status` and, for Django, with `faults`."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self):
            asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            known = [*faults] if asked["package"]["name"] == "django" else []
            body = json.dumps({"vulns": known} if known else {}).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def audit(url, tmp_path):
    lock = tmp_path / "some.lock"
    lock.write_text(LOCK)
    options = ["--vulnerability-service=osv", f"--osv-url={url}", f"--cache-dir={tmp_path / 'cache'}"]
    return run("python", "deploy/audit.py", *options, "--", lock)


@pytest.mark.process
def test_it_passes_only_where_every_package_was_looked_up(tmp_path):
    with service() as url:
        done = audit(url, tmp_path)
    assert done.returncode == 0 and "2 of 2 packages looked up, 0 vulnerabilities known" in done.stdout, done.stderr


@pytest.mark.process
def test_it_names_what_is_known(tmp_path):
    with service(faults=[FAULT]) as url:
        done = audit(url, tmp_path)
    assert done.returncode == 1
    assert "django 5.2.19: GHSA-0000-0000-0000; mended in: 5.2.20" in done.stdout and "make lock" in done.stdout


@pytest.mark.process
def test_a_service_that_does_not_answer_is_no_clean_bill(tmp_path):
    with service(status=503) as url:
        done = audit(url, tmp_path)
    assert done.returncode == 2 and "none of 2 packages was looked up" in done.stdout and "NOT AUDITED" in done.stdout


@pytest.fixture
def module():
    spec = importlib.util.spec_from_file_location("audit", ROOT / "deploy/audit.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ([{"name": "Django", "version": "5.2.19", "vulns": []}, {"name": "nh3", "skip_reason": "not found"}], 2),
        ([{"name": "Django", "version": "5.2.19", "vulns": []}], 2),
        ([{"name": "Django", "version": "5.2.19", "vulns": []}, {"name": "nh3", "version": "1", "vulns": []}], 0),
    ],
)
def test_a_package_that_was_skipped_is_named(module, monkeypatch, answer, status):
    """As pip-audit answers where a mirror knows no package: each is skipped, and it ends with 0."""
    monkeypatch.setattr(module, "locked", lambda path: {"django", "nh3"})
    monkeypatch.setattr(module, "look_up", lambda path, options: answer)
    told = []
    assert module.audit("some.lock", [], told.append) == status
    assert ("  Not looked up: nh3" in told) == bool(status)


@pytest.mark.process
def test_the_bill_of_materials_names_every_locked_package_with_its_hashes(tmp_path):
    done = run("make", "sbom", f"SBOM={tmp_path / 'sbom.json'}")
    assert done.returncode == 0, done.stderr  # the tool holds it against the schema of CycloneDX
    bom = json.loads((tmp_path / "sbom.json").read_text())
    found = locked("requirements.lock")
    assert bom["bomFormat"] == "CycloneDX" and {one["name"] for one in bom["components"]} == found.keys()
    for one in bom["components"]:
        hashes = {each["content"] for place in one["externalReferences"] for each in place.get("hashes", [])}
        assert hashes == {text.rpartition(":")[2] for text in found[one["name"]][1]}, one["name"]
