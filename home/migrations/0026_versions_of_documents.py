from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0025_old_names_of_cuts'),
    ]

    operations = [
        migrations.AddField(
            model_name='sitedocument',
            name='version',
            field=models.CharField(blank=True, help_text='Till exempel ”2.0” eller ”bilaga 2, version 1.1”.', max_length=60, verbose_name='version eller bilaga'),
        ),
    ]
