"""What the clock goes by until the city says otherwise: the decree's periods, and the usual hours."""

from datetime import time

from django.db import migrations

from grievances.decree import HOURS_ARTICLE, PERIODS, SINCE


def bring(apps, schema_editor) -> None:  # noqa: ANN001
    periods = apps.get_model("grievances", "LegalPeriod").objects
    for kind, amount, unit, article in PERIODS:
        periods.create(kind=kind, amount=amount, unit=unit, article=article, valid_from=SINCE)
    apps.get_model("grievances", "WorkingHours").objects.create(
        valid_from=SINCE,
        opens=time(9),
        lunch_from=time(12),
        lunch_until=time(13),
        closes=time(18),
        note=HOURS_ARTICLE,
    )


def take_away(apps, schema_editor) -> None:  # noqa: ANN001
    apps.get_model("grievances", "LegalPeriod").objects.filter(valid_from=SINCE).delete()
    apps.get_model("grievances", "WorkingHours").objects.filter(valid_from=SINCE).delete()


class Migration(migrations.Migration):
    dependencies = [("grievances", "0007_the_clock_goes_by_rows")]

    operations = [migrations.RunPython(bring, take_away)]
