from django.db import migrations

from home.migration_texts import ChangeTexts

TEXTS = {
    "adressnamn": "slutet av webbadressen",
    "Vad säger bilden som texten inte säger? Lämna tomt om den bara pryder.": (
        "Vad säger bilden som texten inte säger? Lämna tomt om bilden bara är dekoration."
    ),
    "Får vara tom.": "Valfritt.",
    "Roll här": "Roll",
    "Organisation då": "Organisation vid tillfället",
    "En mening om vad som finns där. Får vara tom.": ("Valfritt. En mening om vad som finns där."),
    "Bara orden, utan talstreck och citattecken. De sätts av sidan.": (
        "Bara orden, utan talstreck och citattecken. De läggs till automatiskt."
    ),
    "Visas överst på sidan, i listor och när sidan delas. Får vara tom.": (
        "Valfritt. Visas överst på sidan, i listor och när sidan delas."
    ),
    "En mening. Får vara tom.": "Valfritt. En mening.",
    "Högst så många": "Högsta antal",
    "Så många": "Antal",
}


class Migration(migrations.Migration):
    dependencies = [("home", "0003_redaktor")]
    operations = [ChangeTexts(TEXTS)]
