"""gunicorn, in the demo and for real. What differs comes from the environment or the command line."""

import os

workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
# Loaded once and forked: a worker that died is replaced at once. Nothing connects anywhere while it is loaded.
preload_app = True
# A worker that answers nobody for this long is replaced.
timeout = 60
# On a stop, requests that were accepted may take this long to end; the supervisors wait a little longer.
graceful_timeout = 8
keepalive = 5
# Replaced now and then, not all at once, so that a slow leak stays small.
max_requests = 5000
max_requests_jitter = 500
# The application writes one line per request itself; gunicorn's own log goes to stderr.
accesslog = None
# A socket through which a running gunicorn takes orders: nobody here gives any.
control_socket_disable = True
