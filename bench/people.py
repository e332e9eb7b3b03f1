"""A million people in about a minute, made by the database itself.

What is measured never opens their numbers, so these are random bytes of the right length instead of
ciphertext; everybody who is called, signs in or is checked is made by `bench.cast`, for real.
Given names repeat as they do in life; half of the family names come from a long tail.
"""

import psycopg

from bench.bulk import set_aside
from demo.people.names import CULTURES

COUNTRIES = ("US", "US", "US", "US", "US", "CA", "GB", "DE", "FR", "IN")
DEPARTMENTS = 40
TAIL_BEGINS = "Al Bar Bel Ber Bran Cal Car Chan Dal Dar Den El Fal Fen Gal Gor Hal Har Hol Jan Kal"
TAIL_MIDDLES = "an ber den el er fin gan in ker lan mar men nor o ren sen tor u ver win"
TAIL_ENDS = "bach berg by cott dale ez field ford ham ić ini ley low man mond ov sen son ton wood"

# The search column is worked out in the same statement, as an import does.
PEOPLE = """
INSERT INTO accounts_user (
    password, is_superuser, username, given_name, family_name, employee_number, department,
    country, status, tier, language, time_zone, created_at, search_text
)
SELECT '!', false, username, given_name, family_name, employee_number, department,
    country, 'ACTIVE', 'STANDARD', 'en', 'America/Denver', now() - interval '2 years',
    accounts_search_text(
        given_name, family_name, username,
        username || '@northfield.example ' || username || '@mail.example', employee_number
    )
FROM (
    SELECT given_name, family_name,
        regexp_replace(accounts_fold(left(given_name, 1) || family_name), '[^a-z]', '', 'g')
        || n AS username,
        'E' || lpad((n * 7 %% 10000000)::text, 8, '0') AS employee_number,
        'Department ' || n %% %(departments)s AS department,
        (%(countries)s::text[])[1 + n %% array_length(%(countries)s::text[], 1)] AS country
    FROM (
        SELECT n,
            (%(given)s::text[])[1 + floor(power(random(), 1.5) * %(given_size)s)] AS given_name,
            CASE WHEN random() < 0.5
                THEN (%(family)s::text[])[1 + floor(power(random(), 1.5) * %(family_size)s)]
                ELSE (%(begins)s::text[])[1 + floor(random() * %(begins_size)s)]
                || (%(middles)s::text[])[1 + floor(random() * %(middles_size)s)]
                || (%(ends)s::text[])[1 + floor(random() * %(ends_size)s)]
            END AS family_name
        FROM generate_series(1, %(count)s) AS n
    ) AS names
) AS people
"""
ADDRESSES = """
INSERT INTO accounts_contact_address
    (user_id, kind, email, number, number_index, label, added_at, changed_at, verified_at,
    from_directory)
SELECT id, 'EMAIL', username || domain, NULL::bytea, NULL::bytea, label, t, t, t, true
FROM accounts_user, (SELECT now() - interval '1 year' AS t) AS moments,
    (VALUES ('@northfield.example', 'college'), ('@mail.example', 'private')) AS d(domain, label)
UNION ALL
SELECT id, 'PHONE', '', sha256(('c' || id)::bytea) || '\\x0102030405060708090a'::bytea,
    sha256(id::text::bytea), 'mobile', t, t, t, true
FROM accounts_user, (SELECT now() - interval '1 year' AS t) AS moments
"""


def people_fill(owner_url: str, count: int) -> None:
    """Make `count` people with two mail addresses and a phone each."""
    with psycopg.connect(owner_url, autocommit=True) as owner:
        owner.execute("SET synchronous_commit = off")
        owner.execute("SET maintenance_work_mem = '512MB'")
        owner.execute("SELECT setseed(0.42)")
        with set_aside(owner, "accounts_user"):
            owner.execute(PEOPLE, _values(count))
        with set_aside(owner, "accounts_contact_address"):
            owner.execute(ADDRESSES)
        owner.execute("VACUUM ANALYZE accounts_user, accounts_contact_address")


def _values(count: int) -> dict[str, object]:
    lists = {
        "given": [name for culture in CULTURES for name in culture.given],
        "family": [name for culture in CULTURES for name in culture.family],
        "begins": TAIL_BEGINS.split(),
        "middles": TAIL_MIDDLES.split(),
        "ends": TAIL_ENDS.split(),
    }
    sizes = {f"{name}_size": len(words) for name, words in lists.items()}
    return {
        "count": count,
        "departments": DEPARTMENTS,
        "countries": list(COUNTRIES),
        **lists,
        **sizes,
    }
