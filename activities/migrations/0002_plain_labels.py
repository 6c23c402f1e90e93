from django.db import migrations

from home.migration_texts import ChangeTexts

TEXTS = {
    "Vad säger bilden som texten inte säger? Lämna tomt om den bara pryder.": (
        "Vad säger bilden som texten inte säger? Lämna tomt om bilden bara är dekoration."
    ),
    "När priset inte går att säga i raderna ovanför. Får vara tomt.": (
        "Valfritt. När priset inte går att säga i raderna ovanför."
    ),
    "Om ett antal är lovat.": "Fyll i om ni har lovat ett antal.",
    "2 betyder varannan vecka. Tomt betyder att rytmen varierar.": (
        "2 betyder varannan vecka. Tomt betyder inget fast intervall."
    ),
    "Roll här": "Roll",
    "Organisation då": "Organisation vid tillfället",
    "Får vara tom.": "Valfritt.",
    "En mening om vad som finns där. Får vara tom.": ("Valfritt. En mening om vad som finns där."),
    "Bara orden, utan talstreck och citattecken. De sätts av sidan.": (
        "Bara orden, utan talstreck och citattecken. De läggs till automatiskt."
    ),
    "Visas överst på sidan, i listor och när sidan delas. Får vara tom.": (
        "Valfritt. Visas överst på sidan, i listor och när sidan delas."
    ),
    "Får vara tomt. Då räknas evenemanget som pågående dagen ut.": (
        "Valfritt. Utan sluttid räknas evenemanget som pågående dagen ut."
    ),
    "vad resultaten används till": "så används resultatet",
    "används till": "så används resultatet",
    "datum kommer": "datum inte bestämt",
    "Kryssa i om dagen inte är bestämd än.": "Kryssa i om datumet inte är bestämt än.",
    "Till exempel ”via länk”. Får vara tomt.": "Valfritt. Till exempel ”via länk”.",
    "Till exempel ”per deltagare”. Får vara tomt.": "Valfritt. Till exempel ”per deltagare”.",
    "När punkten börjar. Får vara tomt.": "Valfritt. När punkten börjar.",
    "Vem och vad. Får vara tomt.": "Valfritt. Vem och vad.",
}


class Migration(migrations.Migration):
    dependencies = [("activities", "0001_initial")]
    operations = [ChangeTexts(TEXTS)]
