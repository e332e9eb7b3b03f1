"""G7: whoever carries the database away finds no number, no session, no link and no password."""

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from accounts.links.services import link_send
from accounts.links.token import link_token
from accounts.models import Session, User
from accounts.models.link import Purpose
from tests.accounts.web.browsing import signed_in
from tests.fixtures.people import PASSWORD


@pytest.mark.django_db(transaction=True)
def test_a_dump_of_every_table_holds_no_secret(user: User) -> None:
    client, app = signed_in(user)
    link = link_send(user=user, purpose=Purpose.RESET, actor=user, at=timezone.now())
    secrets = {
        "the number": "4065550101",
        "the session key": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "the link": link_token(link.pk),
        "the password": PASSWORD,
        "the seed": app.seed or "",
    }

    dump = ""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT t::text FROM {connection.ops.quote_name(table)} AS t")  # noqa: S608
            dump += "\n".join(row for (row,) in cursor.fetchall())

    assert Session.objects.filter(user=user).exists()
    for name, secret in secrets.items():
        assert secret, name
        assert secret not in dump, name
        # bytea is written out in hex
        assert secret.encode().hex() not in dump, name
