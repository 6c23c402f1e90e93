FROM python:3.13-slim-bookworm

# Everything that changes lies in the volume /data.
ENV DATA_DIR=/data HOST=0.0.0.0 PYTHONUNBUFFERED=1 PATH=/site/.venv/bin:$PATH \
    DJANGO_SETTINGS_MODULE=malmoandan.settings.production ENV_FILE=/dev/null
WORKDIR /site

COPY .ci/setup .ci/uv.lock .ci/
COPY requirements.lock requirements-s3.lock requirements-dev.lock ./
# The .env that a first start makes has no place in an image.
RUN .ci/setup runtime && rm -rf .env .venv/bin/uv /root/.cache

COPY . .
RUN python -m compileall -q activities home malmoandan news search
RUN useradd --system --uid 1000 --home-dir /site site \
    && mkdir /data /backups && chown site /data /backups
USER site
VOLUME /data
EXPOSE 8000

HEALTHCHECK --interval=30s --timeout=5s --start-period=120s \
    CMD python -c "import os, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/halsa/lever/', headers={'Host': os.environ['ALLOWED_HOSTS'].split(',')[0]}), timeout=4)"

CMD ["sh", "-c", "python manage.py prepare && PORT=8000 exec .ci/server"]
