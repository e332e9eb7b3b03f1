"""A passcode cannot exist without a fresh grant for the same person, held by who issues it.

The application checks the same in `passcode_issue`. These rules hold for everybody else: a form, an
admin action, a shell, an SQL injection as the application's role.
"""

from django.db import migrations

FORWARD = """
ALTER TABLE mfa_grant ADD CONSTRAINT mfa_grant_id_user UNIQUE (id, user_id);
ALTER TABLE mfa_passcode ADD CONSTRAINT mfa_passcode_grant_is_about_user
    FOREIGN KEY (grant_id, user_id) REFERENCES mfa_grant (id, user_id);

CREATE FUNCTION mfa_passcode_needs_grant() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
    given mfa_grant;
    gathered bigint;
BEGIN
    SELECT * INTO given FROM mfa_grant WHERE id = NEW.grant_id FOR UPDATE;
    IF NOT FOUND OR given.act <> 'ISSUE_PASSCODE' OR given.user_id <> NEW.user_id
        OR given.held_by_id <> NEW.issued_by_id OR given.spent_at IS NOT NULL
        OR given.expires_at <= clock_timestamp() THEN
        RAISE EXCEPTION 'a passcode needs a fresh grant for this person'
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT coalesce(sum(points), 0) INTO gathered FROM mfa_evidence
        WHERE grant_id = given.id AND user_id = given.user_id
        AND gathered_by_id = given.held_by_id AND case_ref = given.case_ref;
    IF gathered < given.threshold THEN
        RAISE EXCEPTION 'a passcode needs enough evidence'
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION mfa_passcode_only_wears_off() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.grant_id, NEW.user_id, NEW.service_id, NEW.issued_by_id, NEW.secret, NEW.uses_total)
        IS DISTINCT FROM
        (OLD.grant_id, OLD.user_id, OLD.service_id, OLD.issued_by_id, OLD.secret, OLD.uses_total)
        OR NEW.uses_left > OLD.uses_left OR NEW.expires_at > OLD.expires_at
        OR (NEW.state = 'LIVE' AND OLD.state <> 'LIVE') THEN
        RAISE EXCEPTION 'a passcode can only wear off' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER mfa_passcode_needs_grant BEFORE INSERT ON mfa_passcode
    FOR EACH ROW EXECUTE FUNCTION mfa_passcode_needs_grant();
CREATE TRIGGER mfa_passcode_only_wears_off BEFORE UPDATE ON mfa_passcode
    FOR EACH ROW EXECUTE FUNCTION mfa_passcode_only_wears_off();
"""

BACKWARD = """
DROP TRIGGER mfa_passcode_only_wears_off ON mfa_passcode;
DROP TRIGGER mfa_passcode_needs_grant ON mfa_passcode;
DROP FUNCTION mfa_passcode_only_wears_off();
DROP FUNCTION mfa_passcode_needs_grant();
ALTER TABLE mfa_passcode DROP CONSTRAINT mfa_passcode_grant_is_about_user;
ALTER TABLE mfa_grant DROP CONSTRAINT mfa_grant_id_user;
"""


class Migration(migrations.Migration):
    dependencies = [("mfa", "0002_account_service")]

    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
