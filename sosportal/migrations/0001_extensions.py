"""What PostgreSQL brings along: trigrams for search within words, GiST for ranges that must not overlap."""

from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Both extensions are trusted ones, so the database's owner may create them."""

    initial = True
    dependencies = []
    operations = [TrigramExtension(), BtreeGistExtension()]
