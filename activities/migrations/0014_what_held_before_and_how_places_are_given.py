from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('activities', '0013_a_new_place'),
    ]

    operations = [
        migrations.AddField(
            model_name='eventpage',
            name='previously',
            field=models.CharField(blank=True, help_text='Plats, pris eller antal platser före ändringen, till exempel ”Rådhuset”.', max_length=160, verbose_name='gällde förut'),
        ),
        migrations.AddField(
            model_name='eventpage',
            name='selection',
            field=models.CharField(blank=True, help_text='Till exempel först till kvarn eller lottning, högst två från varje förening, och när man får besked.', max_length=300, verbose_name='så fördelas platserna'),
        ),
    ]
