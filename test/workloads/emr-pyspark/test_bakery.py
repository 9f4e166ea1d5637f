"""Tests of the bakery jobs: CSV to Parquet, and sales."""

import os
from pathlib import Path

import bakery_csv_to_parquet
import bakery_sales
import pytest

HEADER = "Date,Time,Transaction,Item"


def transactions(*items):
    return [HEADER, *[f"2016-10-30,09:58:{number:02},{number},{item}" for number, item in enumerate(items, start=1)]]


def processed(spark, place):
    return bakery_csv_to_parquet.convert(spark, place("bronze"), place("silver"))


def test_acceptance_11_corrections_are_not_sales_and_the_csv_has_a_header_and_bars(spark, put, place, layers, gold):
    put("bakery/bakery.csv", *transactions(*["Coffee"] * 4, *["Bread"] * 3, "Tea", "NONE", "Adjustment"))
    assert processed(spark, place) == 10

    assert bakery_sales.run(spark, place("silver"), place("gold")) == 3

    assert gold("bakery/bakery_sales") == (["item", "count"], [["Coffee", "4"], ["Bread", "3"], ["Tea", "1"]])
    (file,) = (layers / "gold/bakery/bakery_sales/csv").glob("*.csv")
    assert file.read_text() == "item|count\nCoffee|4\nBread|3\nTea|1\n"
    rows = spark.read.parquet(str(layers / "gold/bakery/bakery_sales/parquet"))
    assert rows.dtypes == [("item", "string"), ("count", "bigint")]
    assert [tuple(row) for row in rows.collect()] == [("Coffee", 4), ("Bread", 3), ("Tea", 1)]


def test_spaces_around_an_item_stay_in_csv_and_parquet(spark, put, place, layers):
    put("bakery/bakery.csv", *transactions(" Tea", "Coffee granules ", "Coffee granules "))
    processed(spark, place)

    bakery_sales.run(spark, place("silver"), place("gold"))

    (file,) = (layers / "gold/bakery/bakery_sales/csv").glob("*.csv")
    assert file.read_text() == "item|count\nCoffee granules |2\n Tea|1\n"
    rows = spark.read.parquet(str(layers / "gold/bakery/bakery_sales/parquet"))
    assert [tuple(row) for row in rows.collect()] == [("Coffee granules ", 2), (" Tea", 1)]


@pytest.mark.skipif("STAGECRAFT_BAKERY" not in os.environ, reason="STAGECRAFT_BAKERY does not name the public BreadBasket_DMS.csv")
def test_acceptance_12_the_public_file_gives_93_items_and_20506_sales(spark, put, place, gold):
    put("bakery/bakery.csv").write_bytes(Path(os.environ["STAGECRAFT_BAKERY"]).read_bytes())
    assert processed(spark, place) == 21_293
    assert bakery_sales.run(spark, place("silver"), place("gold")) == 93
    _, rows = gold("bakery/bakery_sales")
    assert sum(int(count) for _, count in rows) == 20_506
    assert rows[:5] == [["Coffee", "5471"], ["Bread", "3325"], ["Tea", "1435"], ["Cake", "1025"], ["Pastry", "856"]]


def test_items_with_equal_sales_are_sorted_by_name(spark, put, place, gold):
    put("bakery/bakery.csv", *transactions("Juice", "Alfajores", "Soup", "Soup"))
    processed(spark, place)
    bakery_sales.run(spark, place("silver"), place("gold"))
    assert gold("bakery/bakery_sales")[1] == [["Soup", "2"], ["Alfajores", "1"], ["Juice", "1"]]


def test_the_columns_have_types_and_the_time_is_text(spark, put, place, layers):
    put("bakery/bakery.csv", HEADER, '2016-10-30,09:58:11,1,"Eggs, ""fried"""', "yesterday,,x,")
    processed(spark, place)
    rows = spark.read.parquet(str(layers / "silver/bakery"))
    assert dict(rows.dtypes) == {"Date": "date", "Time": "string", "Transaction": "int", "Item": "string"}
    assert [(str(row.Date), row.Time, row.Transaction, row.Item) for row in rows.orderBy("Date", ascending=False).collect()] == [
        ("2016-10-30", "09:58:11", 1, 'Eggs, "fried"'),
        ("None", None, None, None),
    ]


def test_rows_without_an_item_are_not_sales(spark, put, place, gold):
    put("bakery/bakery.csv", *transactions("Tea", ""))
    processed(spark, place)
    assert bakery_sales.run(spark, place("silver"), place("gold")) == 1
    assert gold("bakery/bakery_sales")[1] == [["Tea", "1"]]


def test_a_second_run_of_both_replaces_the_results(spark, put, place, gold):
    for items in (["Tea", "Tea", "Coffee"], ["Soup"]):
        put("bakery/bakery.csv", *transactions(*items))
        processed(spark, place)
        bakery_sales.run(spark, place("silver"), place("gold"))
    assert gold("bakery/bakery_sales")[1] == [["Soup", "1"]]


def test_columns_may_be_in_any_order_and_a_missing_one_is_named(spark, put, place, layers):
    put("bakery/bakery.csv", "Item,Transaction,Time,Date", "Tea,7,09:58:11,2016-10-30")
    processed(spark, place)
    assert [row.Transaction for row in spark.read.parquet(str(layers / "silver/bakery")).collect()] == [7]
    put("bakery/bakery.csv", "Date,Time,Item", "2016-10-30,09:58:11,Tea")
    with pytest.raises(ValueError, match="bakery.csv: no column Transaction; there are Date, Time, Item"):
        processed(spark, place)
