"""Rating in SQL: what `rules.finance.rating.rate` says of one parcel, said of many at once.

The parts build on a part `parcels` with one row for each parcel: ref, carrier, owner (the customer
or NOBODY), day, service, way, country, postcode, weight_g, length_mm, width_mm, height_mm,
battery. Shares are multiplied, never divided, so that nothing is rounded before the cent. Every
price is looked up by its index: what is booked a minute ago has no statistics to plan with.
"""

import uuid
from typing import Final

#: Whose card is looked for where there is no customer.
NOBODY: Final = uuid.UUID(int=0)

#: The card and the fuel percentage of each carrier, owner and day; an owner's own card comes first.
DAYS: Final = """
days AS MATERIALIZED (
    SELECT asked.carrier, asked.owner, asked.day, card.*, fuel.percent
    FROM (SELECT DISTINCT carrier, owner, day FROM parcels) AS asked
    LEFT JOIN LATERAL (
        SELECT newest.* FROM (
            SELECT DISTINCT ON (customer_id)
                id AS card_id, customer_id, currency, account, divisor, step_g, valid_until,
                markup_percent, markup_least, markup_most
            FROM rate_cards
            WHERE side = :side AND rate_cards.carrier = asked.carrier
                AND valid_from <= asked.day
                AND (customer_id IS NULL OR customer_id = asked.owner)
            ORDER BY customer_id, valid_from DESC
        ) AS newest
        WHERE valid_until IS NULL OR valid_until >= asked.day
        ORDER BY customer_id NULLS LAST
        LIMIT 1
    ) AS card ON true
    LEFT JOIN LATERAL (
        SELECT fuel_rates.percent FROM fuel_rates
        WHERE side = :side AND fuel_rates.carrier = asked.carrier AND valid_from <= asked.day
        ORDER BY valid_from DESC
        LIMIT 1
    ) AS fuel ON true
)"""

#: Each parcel with its card and the weight that counts, in grams.
WEIGHED: Final = """
weighed AS MATERIALIZED (
    SELECT parcels.*, card_id, currency, days.account AS card_account, percent,
        markup_percent, markup_least, markup_most,
        (
            greatest(
                weight_g::bigint * divisor, length_mm::bigint * width_mm * height_mm
            ) + divisor::bigint * step_g - 1
        ) / (divisor::bigint * step_g) * step_g AS grams
    FROM parcels LEFT JOIN days USING (carrier, owner, day)
)"""

#: The zone of each place: the longest beginning of its postcode that the card knows.
ZONED: Final = """
begins AS MATERIALIZED (
    SELECT card_id, country, postcode, left(postcode, letters) AS prefix, letters
    FROM (
        SELECT DISTINCT card_id, country, postcode FROM weighed WHERE card_id IS NOT NULL
    ) AS place CROSS JOIN LATERAL generate_series(0, length(postcode)) AS letters
),
zoned AS MATERIALIZED (
    SELECT DISTINCT ON (card_id, country, postcode) card_id, country, postcode, zone
    FROM begins JOIN rate_zones USING (card_id, country, prefix)
    ORDER BY card_id, country, postcode, letters DESC
),
placed AS MATERIALIZED (
    SELECT weighed.*, zone FROM weighed LEFT JOIN zoned USING (card_id, country, postcode)
)"""

#: The freight of every kind of parcel, or why there is none, and what is added to it. Most parcels
#: are of a few kinds: a price that many have is looked up once.
KINDS: Final = """
kinds AS MATERIALIZED (
    SELECT asked.*, freight, codes, amounts, coalesce(fuelled, 0) AS fuelled,
        CASE
            WHEN freight IS NOT NULL THEN ''
            WHEN EXISTS (
                SELECT FROM rate_rows
                WHERE rate_rows.card_id = asked.card_id AND rate_rows.service = asked.service
                    AND rate_rows.way = asked.way AND rate_rows.zone = asked.zone
            ) THEN 'too_heavy'
            ELSE 'no_service'
        END AS why_not
    FROM (
        SELECT DISTINCT card_id, service, way, zone, grams, battery
        FROM placed WHERE zone IS NOT NULL
    ) AS asked
    LEFT JOIN LATERAL (
        SELECT round(amount, 2) AS freight FROM rate_rows
        WHERE rate_rows.card_id = asked.card_id AND rate_rows.service = asked.service
            AND rate_rows.way = asked.way AND rate_rows.zone = asked.zone
            AND rate_rows.up_to_g >= asked.grams
        ORDER BY up_to_g
        LIMIT 1
    ) AS break ON true
    LEFT JOIN LATERAL (
        SELECT array_agg(code) AS codes, array_agg(amount) AS amounts,
            sum(amount) FILTER (WHERE fuelled) AS fuelled
        FROM (
            SELECT code, fuelled, round(
                least(
                    greatest(
                        CASE basis
                            WHEN 'fixed' THEN amount
                            WHEN 'percent' THEN freight * amount * 0.01
                            ELSE grams * amount * 0.001
                        END,
                        surcharges.least
                    ),
                    surcharges.most
                ),
                2
            ) AS amount
            FROM surcharges
            WHERE surcharges.card_id = asked.card_id AND freight IS NOT NULL
                AND (applies IN ('always', way) OR (applies = 'battery' AND battery))
        ) AS one
    ) AS added ON true
)"""

#: Each parcel with its freight, its fuel and what is added, or with the reason for no price.
PRICED: Final = """
priced AS MATERIALIZED (
    SELECT placed.*, freight, codes, amounts,
        round((freight + fuelled) * percent * 0.01, 2) AS burnt,
        CASE
            WHEN card_id IS NULL THEN 'no_card' WHEN zone IS NULL THEN 'no_zone' ELSE why_not
        END AS why
    FROM placed LEFT JOIN kinds USING (card_id, service, way, zone, grams, battery)
)"""

#: The charges of a row with these columns; what comes to nothing is not expected, except freight.
CHARGES: Final = """
unnest(
    ARRAY['freight', 'fuel']
        || array_fill('surcharge'::text, ARRAY[coalesce(cardinality(codes), 0)]),
    ARRAY['', ''] || codes::text[],
    ARRAY[freight, burnt] || amounts,
    ARRAY[NULL, percent]
) AS charge (charge_class, code, amount, percent)
"""

#: All of it, in the order in which each stands on the others.
RATING: Final = f"{DAYS},{WEIGHED},{ZONED},{KINDS},{PRICED}"
