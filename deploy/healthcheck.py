"""Ask the site on this machine whether it is in order; say what it answers, and end with 1 where it is not.

    python3 deploy/healthcheck.py [--strict]

For systemd (clinic-health.service) and containers (Dockerfile). Without --strict only a site that can show no page
counts as one that fails: a container that was ended because letters wait would take away what patients can still read.
It reads SITE_URL, BIND and PORT as the site does, and asks as a proxy would, past HTTPS. Standard library alone.
"""

import os
import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

PATIENCE = 10  # seconds
ANYWHERE = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104  (to listen on; where to ask)


def ask(strict):
    """(status, text) of /healthz. Raises OSError or HTTPException where nobody answers."""
    bind, port = os.environ.get("BIND", "").strip("[] "), int(os.environ.get("PORT") or 8000)
    site = urlsplit(os.environ.get("SITE_URL") or f"http://127.0.0.1:{port}")
    connection = HTTPConnection(ANYWHERE.get(bind, bind), port, timeout=PATIENCE)
    headers = {"Host": site.netloc, "X-Forwarded-Proto": site.scheme}
    connection.request("GET", "/healthz?strict" if strict else "/healthz", headers=headers)
    answer = connection.getresponse()
    return answer.status, answer.read(2000).decode(errors="replace").strip()


def main(arguments):
    try:
        status, text = ask("--strict" in arguments)
    except (OSError, HTTPException, ValueError) as error:
        print(f"The site does not answer ({type(error).__name__}: {error}).")
        return 1
    print(text if status in (200, 503) else f"The site answers with status {status}, which /healthz never does.")
    return 0 if status == 200 else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
