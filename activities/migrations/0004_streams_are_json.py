from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0003_note_when_documented'),
    ]

    # Nothing changes in the database, where they were JSON already.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='activitypage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='text'),
                ),
                migrations.AlterField(
                    model_name='activitypage',
                    name='contacts',
                    field=models.JSONField(blank=True, default=list, help_text='Vem svarar på frågor?', verbose_name='kontaktpersoner'),
                ),
                migrations.AlterField(
                    model_name='eventpage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='text'),
                ),
                migrations.AlterField(
                    model_name='eventpage',
                    name='documentation',
                    field=models.JSONField(blank=True, default=list, help_text='Rapport, dokument, film, bilder och citat. Visas när evenemanget är över.', verbose_name='dokumentation'),
                ),
                migrations.AlterField(
                    model_name='eventpage',
                    name='prices',
                    field=models.JSONField(blank=True, default=list, help_text='En rad för varje pris, till exempel på plats och via länk.', verbose_name='priser'),
                ),
                migrations.AlterField(
                    model_name='eventpage',
                    name='programme',
                    field=models.JSONField(blank=True, default=list, help_text='Punkterna i ordning, med klockslag där det är bestämt.', verbose_name='program'),
                ),
                migrations.AlterField(
                    model_name='eventpage',
                    name='speakers',
                    field=models.JSONField(blank=True, default=list, help_text='Gäster, panel, moderator och värd, med roll och organisation just då.', verbose_name='medverkande'),
                ),
            ],
        ),
    ]
