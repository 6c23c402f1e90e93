from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('news', '0010_notices_end'),
    ]

    operations = [
        migrations.AddField(
            model_name='articlepage',
            name='corrected',
            field=models.DateField(blank=True, help_text='Valfritt.', null=True, verbose_name='rättad den'),
        ),
        migrations.AddField(
            model_name='articlepage',
            name='correction',
            field=models.CharField(blank=True, help_text='Vad som var fel, och vad som stod förut. Visas överst i artikeln.', max_length=300, verbose_name='rättelse'),
        ),
    ]
