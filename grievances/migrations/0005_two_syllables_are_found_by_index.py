import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

# Most Korean nouns have two syllables, and trigrams know nothing of two. Every pair of neighbours goes into an index of
# its own; an immutable function cuts the text. Its cost keeps the planner from calling it row by row.
CREATE = """
CREATE FUNCTION pairs_of(content text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE COST 5000 AS $$
    SELECT array_agg(DISTINCT pair) FROM (
        SELECT letter || lead(letter) OVER (ORDER BY place) AS pair
        FROM unnest(string_to_array(content, NULL)) WITH ORDINALITY AS letters (letter, place)
    ) AS pairs
    WHERE pair !~ '\\s'
$$
"""


class Migration(migrations.Migration):
    dependencies = [("grievances", "0004_digests_go_out_once_a_week")]

    operations = [
        migrations.RunSQL(CREATE, "DROP FUNCTION pairs_of(text)"),
        migrations.AddIndex(
            "grievance",
            django.contrib.postgres.indexes.GinIndex(
                models.Func(
                    django.db.models.functions.text.Upper("search_text"),
                    function="pairs_of",
                    output_field=django.contrib.postgres.fields.ArrayField(models.TextField()),
                ),
                name="grievance_pairs",
            ),
        ),
    ]
