"""Whose each case was so far: before 접수 the unit that receives all, then its department, while it ran."""

from django.db import migrations

FILL = """
    INSERT INTO grievances_custody (grievance_id, department_id, since, until)
    SELECT id, NULL, arrived_at, COALESCE(received_at, closed_at) FROM grievances_grievance
"""
# A run begins with 접수 or 재검토 and ends with the next move that ends the case.
RUNS = """
    INSERT INTO grievances_custody (grievance_id, department_id, since, until)
    SELECT began.grievance_id, held.department_id, began.at, (
        SELECT MIN(over.at) FROM grievances_historyentry over
        WHERE over.grievance_id = began.grievance_id AND over.id > began.id
        AND over.to_status IN ('RESOLVED', 'INFEASIBLE', 'CLOSED') AND over.from_status = 'IN_PROGRESS'
    )
    FROM grievances_historyentry began JOIN grievances_grievance held ON held.id = began.grievance_id
    WHERE began.move IN ('RECEIVE', 'REOPEN')
"""


class Migration(migrations.Migration):
    dependencies = [("grievances", "0012_a_case_is_held_by_one_unit_at_a_time")]

    operations = [
        migrations.RunSQL([FILL, RUNS], "DELETE FROM grievances_custody"),
    ]
