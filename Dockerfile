# Keydesk for production: web, worker, beat and migrations are one image with different commands.
FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
RUN /opt/venv/bin/pip install --require-hashes -r /tmp/requirements.txt


FROM python:3.11-slim

RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin keydesk
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/keydesk
COPY manage.py LICENSE ./
COPY accounts accounts
COPY audit audit
COPY config config
COPY delivery delivery
COPY helpdesk helpdesk
COPY mfa mfa
COPY static static
COPY templates templates

ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=config.settings

# Settings are strict, so collecting static files needs values for all of them. None of these is
# kept: they exist for this one command.
RUN key=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA= \
    && KEYDESK_SECRET_KEY=build KEYDESK_DATA_KEYS=$key KEYDESK_INDEX_KEY=$key \
       KEYDESK_CODE_KEY=$key KEYDESK_PEPPER=$key KEYDESK_ORIGIN=https://localhost \
       KEYDESK_SMTP_URL=smtp://localhost DATABASE_URL=postgres://build REDIS_URL=redis://build \
       python manage.py collectstatic --noinput --verbosity 0

USER keydesk
EXPOSE 8000

# Alive, not ready: a container is not restarted because the database is away. Hosts are checked,
# so the probe names the one in the origin.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(web.Request('http://127.0.0.1:8000/healthz', headers={'Host': os.environ['KEYDESK_ORIGIN'].split('//')[1].strip('/')}), timeout=2)"]

# Threads of gunicorn keep their database connections; see stack/processes.py.
CMD ["gunicorn", "config.wsgi", "--bind", "0.0.0.0:8000", "--preload", "--workers", "2", \
     "--threads", "8", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
