from django.db import migrations

from home.migration_texts import ChangeTexts

TEXTS = {
    "adressnamn": "slutet av webbadressen",
    "Vad säger bilden som texten inte säger? Lämna tomt om den bara pryder.": (
        "Vad säger bilden som texten inte säger? Lämna tomt om bilden bara är dekoration."
    ),
    "Visas överst på sidan, i listor och när sidan delas. Får vara tom.": (
        "Valfritt. Visas överst på sidan, i listor och när sidan delas."
    ),
    "Roll här": "Roll",
    "Organisation då": "Organisation vid tillfället",
    "Får vara tom.": "Valfritt.",
    "En mening om vad som finns där. Får vara tom.": ("Valfritt. En mening om vad som finns där."),
    "Bara orden, utan talstreck och citattecken. De sätts av sidan.": (
        "Bara orden, utan talstreck och citattecken. De läggs till automatiskt."
    ),
    "Löpande under året. Får vara tomt.": "Valfritt. Löpande under året.",
}


class Migration(migrations.Migration):
    dependencies = [("news", "0001_initial")]
    operations = [ChangeTexts(TEXTS)]
