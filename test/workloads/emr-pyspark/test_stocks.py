"""Tests of the stock jobs: CSV to Parquet, and the most volatile days."""

from datetime import date

import pytest
import stock_volatility
import stocks_csv_to_parquet

HEADER = "date,open,high,low,close,volume,unadjustedVolume,change,changePercent,vwap,label,changeOverTime"
RESULT = "stocks/stock_volatility"


def prices(*days):
    """Formats the lines of a file: date, high, low and close of each day."""
    return [HEADER, *[f'{day},1,{high},{low},{close},1000,1000,0.1,0.1,1,"Jan 3, 17",0' for day, high, low, close in days]]


@pytest.fixture
def processed(spark, put, place):
    def convert(**files):
        for ticker, days in files.items():
            put(f"stocks/{ticker}.csv", *prices(*days))
        return stocks_csv_to_parquet.convert(spark, place("bronze"), place("silver"), list(files))

    return convert


@pytest.fixture
def volatile(spark, place, crawled, gold):
    def analyze(start="2017-01-01", end="2018-12-31"):
        argv = ["--gold-bucket", place("gold"), "--database", crawled(), "--start-date", start, "--end-date", end]
        count = stock_volatility.run(spark, stock_volatility.arguments(argv))
        header, rows = gold(RESULT)
        assert len(rows) == count
        return [dict(zip(header, row)) for row in rows]

    return analyze


def test_acceptance_13_the_most_volatile_day_comes_first_by_number(processed, volatile):
    processed(
        AAPL=[("2017-01-03", 104.95, 95.05, 100), ("2016-12-30", 150, 50, 100), ("2019-01-02", 150, 50, 100)],
        IBM=[("2018-12-31", 105.25, 94.75, 100), ("2017-01-01", 101, 100, 100)],
        GS=[("2017-06-01", 190, 10, 100)],
    )
    assert volatile() == [
        {"date": "2018-12-31", "symbol": "IBM", "close": "100.0000", "high": "105.2500", "low": "94.7500", "intraday_volatility": "10.50"},
        {"date": "2017-01-03", "symbol": "AAPL", "close": "100.0000", "high": "104.9500", "low": "95.0500", "intraday_volatility": "9.90"},
        {"date": "2017-01-01", "symbol": "IBM", "close": "100.0000", "high": "101.0000", "low": "100.0000", "intraday_volatility": "1.00"},
    ]


def test_at_most_ten_days_are_returned(processed, volatile):
    processed(MSFT=[(f"2017-03-{day:02}", 100 + day, 100, 100) for day in range(1, 29)])
    found = volatile()
    assert [row["date"] for row in found] == [f"2017-03-{day:02}" for day in range(28, 18, -1)]
    assert {row["symbol"] for row in found} == {"MSFT"}


def test_days_with_equal_volatility_are_sorted_by_date_and_symbol(processed, volatile):
    processed(MSFT=[("2017-03-01", 110, 100, 100), ("2017-03-02", 110, 100, 100)], AAPL=[("2017-03-02", 110, 100, 100)])
    assert [(row["date"], row["symbol"]) for row in volatile()] == [("2017-03-01", "MSFT"), ("2017-03-02", "AAPL"), ("2017-03-02", "MSFT")]


def test_days_without_a_price_are_left_out(processed, volatile):
    processed(IBM=[("2017-03-01", "", 100, 100), ("2017-03-02", 110, 100, 0), ("2017-03-03", 1_110.5, 1_000, 1_000)])
    assert [(row["date"], row["high"], row["intraday_volatility"]) for row in volatile()] == [("2017-03-03", "1110.5000", "11.05")]


def test_acceptance_16_thirty_tickers_are_thirty_folders_in_lower_case_with_one_file_each(spark, processed, layers):
    tickers = stocks_csv_to_parquet.TICKERS
    assert len(set(tickers)) == 30
    assert processed(**{ticker: [("2017-01-03", 2, 1, 1), ("2017-01-04", 3, 1, 2)] for ticker in tickers}) == (60, 30)

    folders = sorted((layers / "silver/stocks").glob("symbol=*"))
    assert [folder.name for folder in folders] == sorted(f"symbol={ticker.lower()}" for ticker in tickers)
    assert [len(list(folder.glob("*.parquet"))) for folder in folders] == [1] * 30
    rows = spark.read.parquet(str(layers / "silver/stocks"))
    assert {row.symbol for row in rows.select("symbol").distinct().collect()} == {ticker.lower() for ticker in tickers}
    assert {"date": "date", "close": "double", "high": "double", "low": "double"}.items() <= dict(rows.dtypes).items()


def test_each_stock_has_its_own_prices(spark, processed, layers):
    processed(V=[("2017-01-03", 2, 1, 1)], WMT=[("2017-01-03", 20, 10, 10)])
    rows = spark.read.parquet(str(layers / "silver/stocks"))
    assert {(row.symbol, row.date, row.close) for row in rows.collect()} == {("v", date(2017, 1, 3), 1.0), ("wmt", date(2017, 1, 3), 10.0)}


def test_a_missing_file_and_a_wrong_header_are_refused(spark, put, place, processed):
    with pytest.raises(Exception, match=r"KO\.csv"):
        put("stocks/V.csv", *prices(("2017-01-03", 2, 1, 1)))
        stocks_csv_to_parquet.convert(spark, place("bronze"), place("silver"), ["V", "KO"])
    put("stocks/KO.csv", "date,close,high,low,open", "2017-01-03,1,2,1,1")
    with pytest.raises(Exception, match="header"):
        stocks_csv_to_parquet.convert(spark, place("bronze"), place("silver"), ["V", "KO"])


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        (["--start-date", "2017-01-01"], "--end-date"),
        (["--start-date", "01.01.2017", "--end-date", "2018-12-31"], "'01.01.2017' is not a date such as 2018-12-31"),
        (["--start-date", "2018-01-01", "--end-date", "2017-12-31"], "--end-date is before --start-date"),
    ],
)
def test_invalid_dates_are_refused(capsys, dates, message):
    with pytest.raises(SystemExit):
        stock_volatility.arguments(["--gold-bucket", "gold", *dates])
    assert message in capsys.readouterr().err
