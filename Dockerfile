# One image for web and worker; docker-compose.yml says which of the two a container is.
FROM python:3.11-slim-bookworm

# What WeasyPrint needs (the same names as in bin/setup); the papers' own faces come as packages.
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1
WORKDIR /srv/spm

COPY requirements.txt ./
RUN pip install --require-hashes -r requirements.txt

COPY wsgi.py ./
COPY migrations ./migrations
COPY templates ./templates
COPY spm_oversight ./spm_oversight

# The number is fixed, so that the volume's owner stays the same from image to image.
RUN useradd --system --uid 10001 --no-create-home spm && install -d -o spm -m 0700 /data
USER spm
ENV SPM_DATA=/data SPM_HOST=0.0.0.0 PORT=8000
VOLUME /data
EXPOSE 8000
CMD ["flask", "--app", "wsgi", "spm", "web"]
