from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0002_plain_labels'),
    ]

    # Nothing changes in the database, where they were JSON already.
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AlterField(
                    model_name='articlepage',
                    name='authors',
                    field=models.JSONField(blank=True, default=list, help_text='Den eller de som har skrivit.', verbose_name='skribenter'),
                ),
                migrations.AlterField(
                    model_name='articlepage',
                    name='body',
                    field=models.JSONField(blank=True, default=list, help_text='Bygg sidan av block: text, bilder, citat, fakta, länkar.', verbose_name='text'),
                ),
                migrations.AlterField(
                    model_name='newsletterpage',
                    name='editors',
                    field=models.JSONField(blank=True, default=list, help_text='Den eller de som svarar på frågor om numret.', verbose_name='redaktion'),
                ),
                migrations.AlterField(
                    model_name='newsletterpage',
                    name='items',
                    field=models.JSONField(blank=True, default=list, help_text='Innehållsförteckningen görs av inslagens rubriker.', verbose_name='inslag'),
                ),
            ],
        ),
    ]
