-- Readings of one circuit of one hub, with local time, device and price, except those that the target already holds.
WITH readings AS (
    SELECT
        u.loc_id,
        u.ts AS epoch,
        at_timezone(from_unixtime(u.ts), l.tz) AS local_ts,
        m.id AS circuit,
        m.description AS device,
        m.location,
        CASE m.id
            WHEN 's_01' THEN u.data.s_01
            WHEN 's_02' THEN u.data.s_02
            WHEN 's_03' THEN u.data.s_03
            WHEN 's_04' THEN u.data.s_04
            WHEN 's_05' THEN u.data.s_05
            WHEN 's_06' THEN u.data.s_06
            WHEN 's_07' THEN u.data.s_07
            WHEN 's_08' THEN u.data.s_08
            WHEN 's_09' THEN u.data.s_09
            WHEN 's_10' THEN u.data.s_10
        END AS kwh,
        l.state
    FROM smart_hub_data_parquet u
    JOIN smart_hub_locations_parquet l ON l.hash = u.loc_id
    JOIN sensor_mappings_parquet m ON m.loc_id = u.loc_id AND m.state = l.state
    WHERE u.loc_id = $loc_id
        -- A local day may start up to a day before or after the partition's UTC day.
        AND u.dt BETWEEN CAST($date_from AS date) - interval '1' day AND CAST($date_to AS date) + interval '1' day
),
local_readings AS (
    SELECT *, date_format(local_ts, '%Y-%m-%d %H:%i:%s.000') AS ts
    FROM readings
    WHERE kwh IS NOT NULL
        AND CAST(local_ts AS date) BETWEEN CAST($date_from AS date) AND CAST($date_to AS date)
),
priced AS (
    SELECT
        r.ts,
        r.device,
        r.location,
        p.type,
        r.kwh,
        p.rate AS cents_per_kwh,
        round(r.kwh * p.rate, 4) AS cost,
        r.state,
        r.loc_id,
        r.circuit,
        -- Counts rows, because duplicates are legitimate: two devices with the same name in one room, or the repeated hour at the end of summer time.
        row_number() OVER (PARTITION BY r.loc_id, r.state, r.ts, r.device, r.location ORDER BY r.circuit, r.epoch, p.type, p.rate) AS ordinal
    FROM local_readings r
    JOIN electricity_rates_parquet p
        ON p.state = r.state
        AND p.year = year(r.local_ts)
        AND p.month = month(r.local_ts)
        AND substr(p."to", 1, 2) = date_format(r.local_ts, '%H')
    WHERE p.rate IS NOT NULL
),
stored AS (
    SELECT loc_id, state, ts, device, location, count(*) AS copies
    FROM etl_tmp_output_parquet
    WHERE loc_id = $loc_id
    GROUP BY loc_id, state, ts, device, location
)
SELECT
    p.ts,
    p.device,
    p.location,
    p.type,
    p.kwh,
    p.cents_per_kwh,
    p.cost,
    p.state,
    p.loc_id
FROM priced p
LEFT JOIN stored s
    ON s.loc_id = p.loc_id
    AND s.state = p.state
    AND s.ts = p.ts
    AND s.device IS NOT DISTINCT FROM p.device
    AND s.location IS NOT DISTINCT FROM p.location
WHERE p.circuit = $sensor
    AND coalesce(s.copies, 0) < p.ordinal
ORDER BY p.ts, p.device
