"""Who took which list out of the portal stands in accounts.AccessLog, with everything else that was read."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("companies", "0005_registry_import_is_previewed"),
        ("accounts", "0003_access_log"),
    ]
    operations = [migrations.DeleteModel("Export")]
