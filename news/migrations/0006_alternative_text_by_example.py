"""The field of the alternative text says an example."""

from django.db import migrations

from home.migration_texts import ChangeTexts

TEXTS = {
    "Vad säger bilden som texten inte säger? Lämna tomt om bilden bara är dekoration.": (
        "Vad säger bilden som texten inte säger? Till exempel ”Fyra grannar flyttar lappar på en "
        "karta”. Lämna tomt om bilden bara är dekoration."
    ),
}


class Migration(migrations.Migration):
    dependencies = [("news", "0005_index_of_newest")]
    operations = [ChangeTexts(TEXTS)]
