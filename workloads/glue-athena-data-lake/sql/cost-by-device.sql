SELECT
    device,
    concat('$', CAST(CAST(sum(cost) / 100 AS decimal(18, 2)) AS varchar)) AS total_cost
FROM etl_tmp_output_parquet
WHERE loc_id = $loc_id
    AND substr(ts, 1, 10) = $date
GROUP BY device
ORDER BY sum(cost) DESC, device
