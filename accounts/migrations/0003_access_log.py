"""접속기록: who read whose data, sealed line by line."""

import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_first_consent_texts"),
    ]

    operations = [
        migrations.CreateModel(
            name="AccessLog",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.BigIntegerField(db_default=0, editable=False, unique=True, verbose_name="번호")),
                (
                    "at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False, verbose_name="일시"
                    ),
                ),
                ("roles", models.CharField(blank=True, editable=False, max_length=120, verbose_name="그때의 역할")),
                ("address", models.GenericIPAddressField(editable=False, verbose_name="접속지")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("VIEW", "보기"),
                            ("REVEAL", "펼쳐 보기"),
                            ("DOWNLOAD", "내려받기"),
                            ("EXPORT", "내보내기"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="한 일",
                    ),
                ),
                ("subject_kind", models.CharField(editable=False, max_length=20, verbose_name="정보의 종류")),
                (
                    "subject_id",
                    models.CharField(blank=True, editable=False, max_length=40, verbose_name="정보주체 번호"),
                ),
                ("subject_label", models.CharField(editable=False, max_length=150, verbose_name="누구의 정보")),
                ("rows", models.PositiveIntegerField(default=1, editable=False, verbose_name="건수")),
                ("reason", models.CharField(blank=True, editable=False, max_length=300, verbose_name="까닭")),
                ("previous", models.CharField(db_default="", editable=False, max_length=64)),
                ("digest", models.CharField(db_default="", editable=False, max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="accesses",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="본 사람",
                    ),
                ),
            ],
            options={
                "verbose_name": "접속기록",
                "verbose_name_plural": "접속기록",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id"], name="access_log_by_subject"),
                    models.Index(fields=["at"], name="access_log_by_day"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("what__in", ["REVEAL", "EXPORT"]), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="access_log_says_what_for",
                    )
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accesslog",
            trigger=pgtrigger.compiler.Trigger(
                name="access_log_is_chained",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE last record;",
                    func="\n                    PERFORM pg_advisory_xact_lock(x'4143434553534C4F'::bigint);\n                    SELECT number, digest INTO last FROM accounts_accesslog ORDER BY number DESC LIMIT 1;\n                    NEW.number := COALESCE(last.number, 0) + 1;\n                    NEW.previous := COALESCE(last.digest, '');\n                    NEW.digest := encode(sha256(convert_to(jsonb_build_array( NEW.previous, NEW.number, (extract(epoch FROM NEW.at) * 1000000)::bigint, NEW.by_id, NEW.roles, host(NEW.address), NEW.what, NEW.subject_kind, NEW.subject_id, NEW.subject_label, NEW.rows, NEW.reason )::text, 'UTF8')), 'hex');\n                    RETURN NEW;\n                ",
                    hash="eec93652127aa38749d3780bcc33f6db60430ee5",
                    operation="INSERT",
                    pgid="pgtrigger_access_log_is_chained_e7496",
                    table="accounts_accesslog",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accesslog",
            trigger=pgtrigger.compiler.Trigger(
                name="access_log_is_written_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="3fadface8c9465f449136c8e281f2f8a97c7f789",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_access_log_is_written_once_8dbe3",
                    table="accounts_accesslog",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accesslog",
            trigger=pgtrigger.compiler.Trigger(
                name="access_logs_are_never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'The rows of % are kept; they cannot be emptied.', TG_TABLE_NAME;",
                    hash="510e36abd578c100e1c4167039a181be65abe855",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_access_logs_are_never_emptied_54c84",
                    table="accounts_accesslog",
                    when="BEFORE",
                ),
            ),
        ),
    ]
