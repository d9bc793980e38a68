# One image for web, worker and tick. Build: docker build -t consult .
# Run: docker run --env-file consult.env -v consult-data:/data -p 127.0.0.1:8000:8000 consult
#      docker run --env-file consult.env -v consult-data:/data consult flask workers     (one process for each queue)
#      docker run --env-file consult.env -v consult-data:/data consult flask tick        (one)
#      docker run --env-file consult.env -v consult-data:/data consult flask db upgrade  (before each new version)
# compose.yaml runs all of it, with PostgreSQL, Valkey and a store of files.
FROM python:3.13-slim-bookworm

ENV PYTHONUNBUFFERED=1 FLASK_APP=wsgi CONSULT_DATA=/data CONSULT_ASSETS=/app/assets SIGN_OF_LIFE=/tmp/alive
WORKDIR /app

COPY requirements.txt .
RUN pip install --no-cache-dir --require-hashes -r requirements.txt

COPY config.py wsgi.py ./
COPY consult consult
COPY migrations migrations
COPY templates templates
RUN python -m consult.setup.compiling \
    && python -m consult.setup.assets assets \
    && useradd --system --uid 10001 consult \
    && install -d -o consult -g consult -m 700 /data /journal \
    && install -d -o consult -g consult /assets

USER consult
VOLUME /data
EXPOSE 8000
HEALTHCHECK CMD ["python", "-c", "import os, urllib.parse as p, urllib.request as u; u.urlopen(u.Request('http://127.0.0.1:8000/healthz', headers={'Host': p.urlsplit(os.environ['PUBLIC_URL']).netloc}), timeout=3)"]
CMD ["python", "-m", "consult.server", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", "--threads", "4"]
