"""The files of deploy/, Dockerfile and the like, each read by the program that it is for."""

import json
import re

import pytest

from tests.deploy.tools import run
from tests.site.processes import ROOT

pytestmark = [pytest.mark.looks, pytest.mark.process]
UNITS = sorted((ROOT / "deploy/systemd").iterdir())
EXPOSED = 15  # tenths: 0 can do nothing, 100 everything


def said(done):
    return done.stdout + done.stderr


def test_systemd_reads_the_units(tmp_path):
    assert {path.suffix for path in UNITS} == {".service", ".timer"}
    for path in UNITS:
        (tmp_path / path.name).write_text(path.read_text().replace("/srv/clinic", str(ROOT)))
    done = run("systemd-analyze", "verify", *sorted(tmp_path.iterdir()))
    ours = [line for line in said(done).splitlines() if "clinic" in line]
    assert (done.returncode, ours) == (0, []), said(done)


@pytest.mark.parametrize("unit", [path for path in UNITS if path.suffix == ".service"], ids=lambda path: path.name)
def test_a_service_may_do_little(unit):
    done = run("systemd-analyze", "security", "--offline=true", f"--threshold={EXPOSED}", unit)
    assert done.returncode == 0, said(done)[-300:]


def test_caddy_reads_its_file_the_one_of_today_and_that_of_debian():
    config = ["--config", "deploy/Caddyfile", "--adapter", "caddyfile"]
    today = run(".venv/tools/bin/caddy", "validate", *config)
    assert today.returncode == 0 and "is not formatted" not in said(today), said(today)
    assert run("/usr/bin/caddy", "validate", *config, BUFFERING="buffer_requests").returncode == 0


def test_nginx_reads_its_file(tmp_path):
    key, certificate = tmp_path / "privkey.pem", tmp_path / "fullchain.pem"
    new = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=x"
    made = run(*new.split(), "-keyout", key, "-out", certificate)
    assert made.returncode == 0, said(made)
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = re.sub(r"/etc/letsencrypt/live/[\w.]+", str(tmp_path), text).replace("/var/log/nginx", str(tmp_path))
    text = text.replace("listen 80;", "listen 18080;").replace("listen 443", "listen 18443")
    (tmp_path / "nginx.conf").write_text(f"pid {tmp_path}/pid; events {{}} http {{ {text} }}")
    done = run("nginx", "-t", "-p", tmp_path, "-e", tmp_path / "start.log", "-c", tmp_path / "nginx.conf")
    assert done.returncode == 0 and "warn" not in said(done), said(done)


def test_a_service_may_lower_its_own_priority_as_hashing_does():
    assert "@resources" not in re.findall(r"^SystemCallFilter=.*", UNITS[-1].read_text(), re.MULTILINE)[-1]
    assert UNITS[-1].name == "clinic.service"


def test_the_dockerfile_is_linted():
    done = run("hadolint", "--failure-threshold", "style", "Dockerfile")
    assert done.returncode == 0, said(done)


def composed(*options, **values):
    """compose.yaml as Docker Compose understands it, with these settings in the place of .env."""
    done = run("docker-compose", "--env-file", "/dev/null", *options, "config", "--format", "json", **values)
    assert (done.returncode, done.stderr) == (0, ""), said(done)
    return json.loads(done.stdout)["services"]


def test_docker_compose_reads_its_file():
    """By default the site alone, with SQLite; with the second profile the others beside it."""
    assert composed().keys() == {"site"}
    everything = composed("--profile", "full", DATABASE_URL="postgres://x", SITE_URL="https://www.example.org")
    assert everything.keys() == {"site", "database", "cache", "proxy"}
    assert everything["site"]["environment"]["DATABASE_URL"] == "postgres://x"
    for name, service in everything.items():
        assert service["read_only"] and service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    published = [port for name in ("site", "database", "cache") for port in everything[name].get("ports", [])]
    assert [port["host_ip"] for port in published] == ["127.0.0.1"]


def test_compose_passes_on_only_what_the_site_reads_and_holds_no_password():
    read = set(re.findall(r'env\.\w+\("(\w+)"', (ROOT / "clinic_site/settings.py").read_text()))
    assert composed()["site"]["environment"].keys() <= read
    for service in composed("--profile", "full").values():
        assert not [name for name, value in service.get("environment", {}).items() if "PASSWORD" in name and value]


def test_a_container_takes_in_what_the_site_runs_on_and_nothing_else():
    """An allow-list, so that a database or a key that lies in the folder never comes along."""
    first, *taken = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    assert first == "*"
    assert {line.removeprefix("!") for line in taken if line.startswith("!")} == {
        *["requirements.lock", "manage.py", "clinic_site", "conditions", "appointments", "templates", "static"],
        "deploy/healthcheck.py",
    }


def test_renovate_reads_its_file():
    done = run("check-jsonschema", "--builtin-schema", "vendor.renovate", ".renovaterc.json")
    assert done.returncode == 0, said(done)
