from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("grievances", "0005_two_syllables_are_found_by_index")]

    operations = [
        migrations.AddIndex(
            model_name="grievance",
            index=models.Index(
                condition=models.Q(("status__in", ["OPEN", "IN_PROGRESS"])),
                fields=["id"],
                include=(
                    "status",
                    "due_at",
                    "receive_by",
                    "paused_at",
                    "kept_at",
                    "report_on",
                    "department",
                    "officer",
                ),
                name="grievance_by_urgency",
            ),
        ),
    ]
