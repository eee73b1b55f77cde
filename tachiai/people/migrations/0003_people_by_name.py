from django.db import migrations, models
from django.db.models.functions import Collate, Lower

HIRAGANA = "".join(map(chr, (*range(0x3041, 0x3097), 0x309D, 0x309E)))
KATAKANA = "".join(map(chr, (*range(0x30A1, 0x30F7), 0x30FD, 0x30FE)))
LEFT_OUT = " \u30fb\u00b7.\u2010-_'\u2019"
SAME = Lower(models.Func(models.F("display_name"), template="normalize(%(expressions)s, NFKC)"))
KANA = models.Func(SAME, models.Value(HIRAGANA + LEFT_OUT), models.Value(KATAKANA), function="translate")


class Migration(migrations.Migration):
    dependencies = [("people", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(Collate(KANA, "C"), models.F("id"), name="people_by_name"),
        ),
    ]
