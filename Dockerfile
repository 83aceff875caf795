# The site in a container, as compose.yaml runs it: as nobody in particular, in a tree that can only be read. It writes
# into the volume /data, where database, photos, keys and collected static files are, and, for a moment, into /tmp.
FROM python:3.13.12-slim-trixie AS build
WORKDIR /srv/clinic
RUN ["python", "-m", "venv", "--without-pip", ".venv"]
COPY requirements.lock ./
RUN ["python", "-m", "pip", "--python", ".venv/bin/python", "install", "--no-cache-dir", "--no-compile", "--disable-pip-version-check", "--require-hashes", "--requirement", "requirements.lock"]
COPY . .
# Nobody may write them later, and nobody changes what they were made of: they are not held against it at each start.
RUN [".venv/bin/python", "-m", "compileall", "-q", "-j", "0", "--invalidation-mode", "unchecked-hash", ".venv/lib", "clinic_site", "conditions", "appointments"]

FROM python:3.13.12-slim-trixie
RUN ["install", "--directory", "--mode=0700", "--owner=65532", "--group=65532", "/data"]
COPY --from=build /srv/clinic /srv/clinic
WORKDIR /srv/clinic
ENV DATA_DIR=/data BIND=0.0.0.0 PORT=8000 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
VOLUME ["/data"]
EXPOSE 8000
USER 65532:65532
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=180s CMD ["/srv/clinic/.venv/bin/python", "-I", "deploy/healthcheck.py"]
ENTRYPOINT ["/srv/clinic/.venv/bin/python", "manage.py"]
CMD ["serve"]
