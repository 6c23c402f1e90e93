"""Sendings of the newsletter, and the permission to send for whoever may publish.

Permissions are otherwise made after all migrations, so those missing are made here.
"""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SENDERS, WRITERS = ["Redaktör", "Granskare", "Administratör"], ["Redaktör"]
NAMES = {"send_newsletter": "Får skicka nyhetsbrev", "view_sending": "Can view utskick"}


def permissions(apps):
    content_type, _created = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="news", model="sending"
    )
    for codename, name in NAMES.items():
        found, _created = apps.get_model("auth.Permission").objects.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        yield found


def give(apps, schema_editor):
    send, view = permissions(apps)
    is_reviewed = apps.get_model("home.SiteSettings").objects.filter(is_reviewed=True).exists()
    for group in apps.get_model("auth.Group").objects.filter(name__in=SENDERS):
        group.permissions.add(view)
        if not (is_reviewed and group.name in WRITERS):
            group.permissions.add(send)


def take(apps, schema_editor):
    for group in apps.get_model("auth.Group").objects.filter(name__in=SENDERS):
        group.permissions.remove(*permissions(apps))


class Migration(migrations.Migration):

    dependencies = [
        # Whatever has made groups, and the setting of who publishes.
        ('home', '0020_answers_to_messages'),
        ('news', '0008_who_sees_subscribers'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='subscriber',
            name='refusals',
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name='subscriber',
            name='refused',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.CreateModel(
            name='Sending',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=255, verbose_name='ämne')),
                ('html', models.TextField(blank=True, editable=False)),
                ('text', models.TextField(blank=True, editable=False)),
                ('reply_to', models.EmailField(blank=True, editable=False, max_length=254)),
                ('state', models.CharField(choices=[('scheduled', 'Väntar på sin tid'), ('running', 'Skickas'), ('paused', 'Pausat'), ('stopped', 'Stoppat'), ('done', 'Klart')], default='scheduled', max_length=10, verbose_name='läge')),
                ('reason', models.CharField(blank=True, max_length=255, verbose_name='varför det är pausat')),
                ('starts', models.DateTimeField(default=django.utils.timezone.now, verbose_name='skickas från')),
                ('begun', models.DateTimeField(null=True, verbose_name='började')),
                ('going_since', models.DateTimeField(editable=False, null=True)),
                ('ended', models.DateTimeField(null=True, verbose_name='slutade')),
                ('last_addressed', models.BigIntegerField(default=0, editable=False)),
                ('is_addressed', models.BooleanField(default=False, editable=False)),
                ('result', models.JSONField(editable=False, null=True)),
                ('corrects', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='corrections', to='news.sending', verbose_name='rättar')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='sendings', to='news.newsletterpage', verbose_name='nummer')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='beställdes av')),
            ],
            options={
                'verbose_name': 'utskick',
                'verbose_name_plural': 'utskick',
                'ordering': ['-starts', '-pk'],
                'permissions': [('send_newsletter', 'Får skicka nyhetsbrev')],
                'default_permissions': ('view',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('corrects', None)), fields=('page',), name='one_sending_an_issue'), models.UniqueConstraint(fields=('corrects', 'subject'), name='one_correction_of_a_subject')],
            },
        ),
        migrations.RunPython(give, take, elidable=False),
    ]
