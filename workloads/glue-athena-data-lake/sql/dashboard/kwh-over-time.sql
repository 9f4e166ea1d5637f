-- Local time under the name of UTC, so that a chart does not move it to the clock of whoever draws it.
SELECT date_format(date_trunc('hour', local_ts), '%Y-%m-%dT%H:%i:%sZ') AS hour_begins, sum(kwh) AS kwh
FROM usage
GROUP BY date_trunc('hour', local_ts)
ORDER BY date_trunc('hour', local_ts)
