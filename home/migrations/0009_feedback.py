import django.db.models.deletion
from django.db import migrations, models


def allow_editors(apps, schema_editor):
    """Let whoever may read and delete messages do so with feedback; permissions are made later."""
    content_type, _made = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="home", model="feedback"
    )
    groups = apps.get_model("auth.Group").objects
    permissions = apps.get_model("auth.Permission").objects
    for action in ("delete", "view"):
        permission, _made = permissions.get_or_create(
            content_type=content_type,
            codename=f"{action}_feedback",
            defaults={"name": f"Can {action} svar om en sida"},
        )
        for group in groups.filter(permissions__codename=f"{action}_message"):
            group.permissions.add(permission)


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0008_streams_are_json'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Feedback',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('received', models.DateTimeField(auto_now_add=True, db_index=True, verbose_name='kom in')),
                ('found', models.BooleanField(verbose_name='hittade')),
                ('text', models.CharField(blank=True, max_length=300, verbose_name='letade efter')),
                ('page', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='wagtailcore.page', verbose_name='sida')),
            ],
            options={
                'verbose_name': 'svar om en sida',
                'verbose_name_plural': 'svar om sidor',
                'ordering': ['-received', '-pk'],
                'default_permissions': ('delete', 'view'),
            },
        ),
        migrations.RunPython(allow_editors, migrations.RunPython.noop),
    ]
