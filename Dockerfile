# Production image, and (target "sandbox") the local X for drills.
FROM python:3.13-slim AS python
ENV PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    PATH=/opt/venv/bin:$PATH
# A fixed number, so that compose can name it for the volumes and tmpfs it mounts.
RUN useradd --uid 10001 --user-group --no-create-home --shell /usr/sbin/nologin app
WORKDIR /app


FROM python AS packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt ./
RUN pip install --require-hashes --only-binary :all: -r requirements.txt


FROM python AS sandbox-packages
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements-sandbox.txt ./
RUN pip install --require-hashes --only-binary :all: -r requirements-sandbox.txt


FROM python AS sandbox
COPY --from=sandbox-packages /opt/venv /opt/venv
COPY x_sandbox/ x_sandbox/
USER 10001:10001
EXPOSE 8001
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s CMD ["python", "-c", \
    "from urllib.request import urlopen; urlopen('http://127.0.0.1:8001/healthz', timeout=4)"]
CMD ["python", "-m", "x_sandbox", "--host", "0.0.0.0", "--port", "8001", "--state", "/tmp/x.db"]


FROM python AS application
# What lays out PDFs, and the fonts that go into them.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk fonts-noto-color-emoji \
        libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/*
COPY --from=packages /opt/venv /opt/venv
COPY manage.py ./
COPY locale/ locale/
COPY static/ static/
COPY templates/ templates/
COPY audit/ audit/
COPY accounts/ accounts/
COPY posts/ posts/
COPY approvals/ approvals/
COPY publishing/ publishing/
COPY records/ records/
COPY shirai_sns/ shirai_sns/
ENV DJANGO_SETTINGS_MODULE=shirai_sns.settings \
    STATIC_ROOT=/app/collected
# The settings are read strictly; these values reach nothing and stay in this one step.
RUN SECRET_KEY=only-to-collect-static-files ALLOWED_HOSTS=localhost \
    DATABASE_URL=postgresql:///unused REDIS_URL=redis://unused \
    python manage.py collectstatic --noinput \
    && python -m compileall -q . \
    && install --directory --owner 10001 --group 10001 /anchors
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os; from urllib.request import Request, urlopen; \
    urlopen(Request('http://127.0.0.1:8000/healthz', \
    headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0].lstrip('.')}), timeout=4)"]
CMD ["gunicorn", "shirai_sns.wsgi", "--workers", "2", "--threads", "8", "--bind", "0.0.0.0:8000", \
    "--worker-tmp-dir", "/dev/shm", "--no-control-socket", "--access-logfile", "-"]
