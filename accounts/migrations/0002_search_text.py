"""Triggers that keep accounts_user.search_text right, whoever changes a person or an address.

Rows inserted with a search_text keep it: an import works it out in bulk. The address trigger fires once
a statement and touches only people whose text differs, so that a bulk insert costs one query.
Of a mail address only the name is kept: its domain is the same for everybody, so that it would find
nobody, and its letters would make those of names a thousand times as common to the index.
pg_c_utf8 lowers every script the same way, whatever the locale of the server (PostgreSQL 17 or newer).
"""

from django.db import migrations

FORWARD = """
CREATE FUNCTION accounts_fold(given text) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT lower(unaccent(normalize(coalesce(given, ''), NFKC)) COLLATE "pg_c_utf8")
$$;

CREATE FUNCTION accounts_search_text(
    given text, family text, username text, mails text, employee_number text
) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT accounts_fold(concat_ws(
        ' ', given, family, username, regexp_replace(mails, '@[^ ]+', '', 'g'), employee_number
    ))
$$;

CREATE FUNCTION accounts_mails(person bigint) RETURNS text
LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT string_agg(email, ' ' ORDER BY email) FROM accounts_contact_address
    WHERE user_id = person AND kind = 'EMAIL' AND removed_at IS NULL
$$;

CREATE FUNCTION accounts_user_search_text() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    NEW.search_text := accounts_search_text(
        NEW.given_name, NEW.family_name, NEW.username, accounts_mails(NEW.id), NEW.employee_number
    );
    RETURN NEW;
END
$$;

CREATE TRIGGER accounts_user_search_text_insert BEFORE INSERT ON accounts_user
FOR EACH ROW WHEN (NEW.search_text = '') EXECUTE FUNCTION accounts_user_search_text();

CREATE TRIGGER accounts_user_search_text_update BEFORE UPDATE ON accounts_user
FOR EACH ROW WHEN (
    NEW.search_text = ''
    OR (NEW.given_name, NEW.family_name, NEW.username, NEW.employee_number)
    IS DISTINCT FROM (OLD.given_name, OLD.family_name, OLD.username, OLD.employee_number)
) EXECUTE FUNCTION accounts_user_search_text();

CREATE FUNCTION accounts_address_search_text() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    UPDATE accounts_user AS person SET search_text = fresh.text
    FROM (
        SELECT u.id, accounts_search_text(
            u.given_name, u.family_name, u.username, m.mails, u.employee_number
        ) AS text
        FROM (SELECT DISTINCT user_id FROM changed) AS touched
        JOIN accounts_user AS u ON u.id = touched.user_id
        LEFT JOIN (
            SELECT a.user_id, string_agg(a.email, ' ' ORDER BY a.email) AS mails
            FROM accounts_contact_address AS a
            WHERE a.kind = 'EMAIL' AND a.removed_at IS NULL
            AND a.user_id IN (SELECT user_id FROM changed)
            GROUP BY a.user_id
        ) AS m ON m.user_id = u.id
    ) AS fresh
    WHERE person.id = fresh.id AND person.search_text <> fresh.text;
    RETURN NULL;
END
$$;

CREATE TRIGGER accounts_address_search_text_insert AFTER INSERT ON accounts_contact_address
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION accounts_address_search_text();

CREATE TRIGGER accounts_address_search_text_update AFTER UPDATE ON accounts_contact_address
REFERENCING NEW TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION accounts_address_search_text();

CREATE TRIGGER accounts_address_search_text_delete AFTER DELETE ON accounts_contact_address
REFERENCING OLD TABLE AS changed
FOR EACH STATEMENT EXECUTE FUNCTION accounts_address_search_text();
"""

BACKWARD = """
DROP TRIGGER accounts_address_search_text_insert ON accounts_contact_address;
DROP TRIGGER accounts_address_search_text_update ON accounts_contact_address;
DROP TRIGGER accounts_address_search_text_delete ON accounts_contact_address;
DROP TRIGGER accounts_user_search_text_insert ON accounts_user;
DROP TRIGGER accounts_user_search_text_update ON accounts_user;
DROP FUNCTION accounts_address_search_text();
DROP FUNCTION accounts_user_search_text();
DROP FUNCTION accounts_mails(bigint);
DROP FUNCTION accounts_search_text(text, text, text, text, text);
DROP FUNCTION accounts_fold(text);
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
