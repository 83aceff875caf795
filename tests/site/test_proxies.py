"""The proxies of deploy/, really run with those files: what they write down, and what slow senders do to the site."""

import re
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import ExitStack

import pytest

from tests.page_cache.servers import free_port
from tests.site.processes import PATIENCE, ROOT, Site, environment, until

pytestmark = [pytest.mark.looks, pytest.mark.process]

SECRET = "u5Zq-the-secret-of-a-link"
HTTP = """
pid nginx.pid; error_log start.log; daemon off; worker_processes 1; events {{}}
http {{ {temporary} {server} }}
"""


def caddy(folder, port, site_port, program=".venv/tools/bin/caddy", **more):
    """deploy/Caddyfile at another address, and without the port by which Caddy itself is steered."""
    text = (ROOT / "deploy/Caddyfile").read_text().replace("{\n", "{\n\tadmin off\n", 1)
    (folder / "Caddyfile").write_text(text)
    values = {"SITE_HOST": f"http://127.0.0.1:{port}", "UPSTREAM": f"127.0.0.1:{site_port}", **more}
    told = [f"{name}={value}" for name, value in values.items()]
    return ["env", *told, str(ROOT / program), "run", "--config", "Caddyfile", "--adapter", "caddyfile"]


def caddy_of_debian(folder, port, site_port):
    return caddy(folder, port, site_port, program="/usr/bin/caddy", BUFFERING="buffer_requests")


def nginx(folder, port, site_port):
    """deploy/nginx.conf with other ports and folders, and without a certificate."""
    text = (ROOT / "deploy/nginx.conf").read_text()
    text = text.replace(":8000", f":{site_port}").replace("/var/log/nginx/", f"{folder}/")
    text = re.sub(r" *ssl_certificate.*\n", "", text)
    text = text.replace("listen 80;", f"listen 127.0.0.1:{free_port()};").replace("443 ssl", f"127.0.0.1:{port}")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    (folder / "nginx.conf").write_text(HTTP.format(temporary=temporary, server=text))
    return ["nginx", "-p", str(folder), "-c", str(folder / "nginx.conf")]


class Proxy:
    def __init__(self, command, folder, site_port):
        folder.mkdir()
        self.folder, self.port = folder, free_port()
        self.command = command(folder, self.port, site_port)

    def __enter__(self):
        values = environment(XDG_DATA_HOME=self.folder, XDG_CONFIG_HOME=self.folder)
        with (self.folder / "output.txt").open("w") as output:
            self.process = subprocess.Popen(
                self.command, cwd=self.folder, env=values, stdout=output, stderr=subprocess.STDOUT
            )
        until(self.listens)
        return self

    def __exit__(self, *error):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=PATIENCE)

    def listens(self):
        assert self.process.poll() is None, self.written()
        with socket.socket() as one:
            return one.connect_ex(("127.0.0.1", self.port)) == 0

    def status(self, path, timeout=PATIENCE):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}", headers={"Referer": "http://x/?q=kyphosis"}
        )
        try:
            with urllib.request.urlopen(request, timeout=timeout) as response:
                return response.status
        except urllib.error.HTTPError as error:
            return error.code

    def slow_post(self):
        """A connection on which a form is begun and never ended."""
        one = socket.create_connection(("127.0.0.1", self.port))
        head = "POST /admin/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900\r\n"
        one.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\nusername=".encode())
        return one

    def written(self):
        """All that it wrote down, but for the folders of the site that it keeps."""
        return "".join(path.read_text() for path in [*self.folder.glob("*.log"), self.folder / "output.txt"])


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    with Site(prepared.empty(tmp_path_factory.mktemp("site")), DEMO=0) as site:
        yield site


@pytest.mark.parametrize("command", [caddy, caddy_of_debian, nginx])
def test_slow_senders_hold_up_nobody(site, tmp_path, command):
    with Proxy(command, tmp_path / "proxy", site.port) as proxy, ExitStack() as slow:
        for _ in range(16):  # the site has eight threads
            slow.enter_context(proxy.slow_post())
        assert [proxy.status("/healthz", timeout=10) for _ in range(20)] == [200] * 20


@pytest.mark.parametrize("command", [caddy, caddy_of_debian, nginx])
def test_who_asked_and_for_what_is_not_written_down_by_a_proxy(site, tmp_path, command):
    paths = [f"/sign-off/{SECRET}/", f"/admin/new-password/{SECRET}/", "/search/?q=hernia"]
    with Proxy(command, tmp_path / "up", site.port) as up, Proxy(command, tmp_path / "down", free_port()) as down:
        assert [up.status(path) for path in paths] == [404, 404, 200]
        assert [down.status(path) for path in paths] == [502, 502, 502]
    for written in (up.written(), down.written()):
        assert not re.search(f"{SECRET}|hernia|kyphosis|remote_ip|client: |Python-urllib", written)
    assert SECRET not in site.output and "hernia" not in site.output
    if command is nginx:
        assert re.search(r"GET /sign-off/- 404 \d+ ", up.written()) and "GET /search/ 200" in up.written()
        assert "127.0.0.1" not in up.written() + down.written()
