"""The first service that people sign in to: the account pages themselves."""

from typing import Any

from django.db import migrations


def account_create(apps: Any, _schema_editor: Any) -> None:
    apps.get_model("mfa", "Service").objects.get_or_create(
        slug="account", defaults={"name": "Your account"}
    )


class Migration(migrations.Migration):
    dependencies = [("mfa", "0001_initial")]

    operations = [migrations.RunPython(account_create, migrations.RunPython.noop)]
