from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0007_generation'),
    ]

    # Nothing changes in the database, where they were JSON already.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='homepage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='innehåll'),
                ),
                migrations.AlterField(
                    model_name='landingpage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='innehåll'),
                ),
                migrations.AlterField(
                    model_name='personpage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='text'),
                ),
                migrations.AlterField(
                    model_name='standardpage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='text'),
                ),
            ],
        ),
    ]
