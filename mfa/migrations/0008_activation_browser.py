"""Remember which browser showed an activation code: the practice answers to that one."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mfa", "0007_set_up_nudged"),
    ]

    operations = [
        migrations.AddField(
            model_name="authenticator",
            name="activation_browser",
            field=models.CharField(blank=True, default="", max_length=64),
            preserve_default=False,
        ),
    ]
