#!/bin/sh
# Before a new version serves anybody: is the installation fit, does the database fit?
set -eu
python manage.py check --deploy --fail-level WARNING
python manage.py migrate --no-input
python manage.py createcachetable
