import re

from django.db import migrations

SECTION = re.compile(r'^[ \t]*section[ \t]*=[ \t]*"[^"]*"[ \t]*(#.*)?\n?', re.MULTILINE)


def leave_out_sections(apps, schema_editor):
    """Which section a rule belongs to follows from its danger now; a source that says it would be left out."""
    for row in apps.get_model("screening", "DeskRule").objects.all():
        source = SECTION.sub("", row.source)
        if source != row.source:
            row.source = source
            row.save(update_fields=["source"])


class Migration(migrations.Migration):

    dependencies = [
        ('screening', '0001_tables'),
    ]

    operations = [
        migrations.RunPython(leave_out_sections, migrations.RunPython.noop),
    ]
