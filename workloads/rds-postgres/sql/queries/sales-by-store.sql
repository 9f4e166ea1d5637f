SELECT store, manager, total_sales FROM sales_by_store ORDER BY store COLLATE "C"
