-- Local time labelled as UTC, so that a chart does not convert it to the browser's time zone.
SELECT date_format(date_trunc('hour', local_ts), '%Y-%m-%dT%H:%i:%sZ') AS hour_begins, sum(kwh) AS kwh
FROM usage
GROUP BY date_trunc('hour', local_ts)
ORDER BY date_trunc('hour', local_ts)
