# The portal for real: one image for web, worker, beat and migrate. The versions are pinned; raise them on purpose.

FROM node:24.21.0-bookworm-slim AS face
WORKDIR /build
COPY package.json package-lock.json .npmrc ./
RUN npm ci
COPY frontend frontend
COPY static static
RUN node frontend/build.mjs

FROM python:3.13.14-slim-bookworm AS packages
COPY requirements/main.txt /tmp/main.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes --requirement /tmp/main.txt

FROM python:3.13.14-slim-bookworm
# pango and the font draw the PDFs; without the font Hangul would be empty boxes.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends fonts-noto-cjk libpango-1.0-0 libpangoft2-1.0-0 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 10001 --home-dir /home/sos --create-home sos \
    && install --directory --owner=sos --group=sos --mode=0700 /data /data/media
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SOS_MODE=production \
    SOS_HOME=/data
COPY --from=packages /venv /venv
WORKDIR /app
COPY . .
COPY --from=face /build/build/static build/static
# collectstatic wants the settings, and in production the settings want their secrets: it runs as the demo does.
RUN SOS_MODE=demo SOS_HOME=/tmp/sos python manage.py collectstatic --no-input --verbosity 0 \
    && rm -rf /tmp/sos \
    && python -m compileall -q .
USER sos
EXPOSE 8000
CMD ["gunicorn", "--config", "deploy/gunicorn.py", "--bind", "0.0.0.0:8000", "sosportal.wsgi"]
