"""Tests of the film jobs: CSV to Parquet, the choices, and ratings by value."""

from datetime import datetime, timezone

import movie_choices
import movies_avg_ratings
import movies_csv_to_parquet
import pytest

HEADERS = {
    "credits": "cast,crew,id",
    "keywords": "id,keywords",
    "links": "movieId,imdbId,tmdbId",
    "links_small": "movieId,imdbId,tmdbId",
    "movies_metadata": "adult,budget,id,overview,popularity,release_date,revenue,runtime,title,vote_average,vote_count",
    "ratings": "userId,movieId,rating,timestamp",
    "ratings_small": "userId,movieId,rating,timestamp",
}
ACTORS = ["Will Smith", "ARNOLD Schwarzenegger", "Keanu Reeves"]


def film(number, title=None, popularity="1.5", overview="-", released="2004-07-15"):
    return f"False,0,{number},{overview},{popularity},{released},0,90.0,{title or f'Film {number}'},7.1,10"


def keywords(number, *words):
    listed = ", ".join(f"{{'id': 1, 'name': '{word}'}}" for word in words)
    return f'{number},"[{listed}]"'


def credits(number, *names):
    listed = ", ".join(f"{{'name': '{name}'}}" for name in names)
    return f'"[{listed}]",[],{number}'


def seconds(text):
    return int(datetime.fromisoformat(text).replace(tzinfo=timezone.utc).timestamp())


@pytest.fixture
def processed(spark, put, place, crawled):
    """Converts and registers the tables; tables that are not given have only a header."""

    def convert(**tables):
        for table, header in HEADERS.items():
            put(f"movie_ratings/{table}.csv", header, *tables.get(table, []))
        counts = movies_csv_to_parquet.convert(spark, place("bronze"), place("silver"))
        assert list(counts) == list(HEADERS)
        crawled()
        return counts

    return convert


@pytest.fixture
def choices(spark, place, database, gold):
    def analyze(join="links"):
        count = movie_choices.run(spark, database, place("gold"), join)
        header, rows = gold("movies/movie_choices")
        assert header == ["title", "rank", "avg_rating", "ratings_count", "popularity", "release_date"]
        assert len(rows) == count
        return rows

    return analyze


@pytest.fixture
def values(spark, place, database, gold):
    def analyze(start="2016-01-01 00:00:00", end="2016-12-31 23:59:59", join="links"):
        argv = ["--gold-bucket", place("gold"), "--database", database, "--start-date", start, "--end-date", end, "--join", join]
        count = movies_avg_ratings.run(spark, movies_avg_ratings.arguments(argv))
        header, rows = gold("movies/avg_ratings")
        assert header == ["rank", "avg_rating", "ratings_count", "popularity"]
        assert len(rows) == count
        return rows

    return analyze


# Films 101 to 107 of The Movie Database are films 1 to 7 of MovieLens.
LINKS = [f"{number},000{number},{100 + number}" for number in range(1, 8)] + ["8,0008,"]


def seven_films():
    """Seven matching films. Film 7 has no rating; the others have 5.0, 4.5 … 2.5, twice each."""
    return {
        "movies_metadata": [film(100 + number) for number in range(1, 8)],
        "keywords": [keywords(100 + number, "Killer ROBOT" if number % 2 else "artificial intelligence") for number in range(1, 8)],
        "credits": [credits(100 + number, "Ada Abel", ACTORS[number % 3]) for number in range(1, 8)],
        "links": LINKS,
        "ratings": [f"{user},{number},{5.5 - number / 2},1451606400" for number in range(1, 7) for user in (1, 2)],
    }


def test_acceptance_15_six_rated_films_fall_into_three_groups(processed, choices):
    processed(**seven_films())
    assert choices() == [
        [f"Film {100 + number}", str((number + 1) // 2), str(5.5 - number / 2), "2", "1.5", "2004-07-15"] for number in range(1, 7)
    ]


def test_only_films_with_the_subject_and_an_actor_are_chosen(processed, choices):
    processed(
        movies_metadata=[film(101), film(102), film(103)],
        keywords=[keywords(101, "robot"), keywords(102, "chess"), keywords(103, "robot")],
        credits=[credits(101, "Keanu Reeves"), credits(102, "Keanu Reeves"), credits(103, "Keanu Reev")],
        links=LINKS,
        ratings=[f"1,{number},4.0,1451606400" for number in (1, 2, 3)],
    )
    assert [row[0] for row in choices()] == ["Film 101"]


def test_duplicate_films_are_counted_once(processed, choices):
    tables = {name: rows * 2 if name in ("keywords", "credits") else rows for name, rows in seven_films().items()}
    tables["movies_metadata"] = [*tables["movies_metadata"], film(101, popularity="9.5")]
    processed(**tables)
    assert choices()[0] == ["Film 101", "1", "5.0", "2", "9.5", "2004-07-15"]
    assert len(choices()) == 6


def test_the_average_has_three_decimals_and_ties_are_sorted_by_number_of_ratings(processed, choices):
    tables = seven_films()
    tables["ratings"] = [f"1,{number},{rating},1451606400" for number, ratings in {1: (4, 4, 3), 2: (4, 4), 3: (4,)}.items() for rating in ratings]
    processed(**tables)
    assert [(row[0], row[1], row[2], row[3]) for row in choices()] == [
        ("Film 102", "1", "4.0", "2"),
        ("Film 103", "2", "4.0", "1"),
        ("Film 101", "3", "3.667", "3"),
    ]


def test_the_literal_join_gives_a_film_the_ratings_of_another_film(processed, choices, values):
    tables = seven_films()
    # In MovieLens, 101 is a film that The Movie Database does not have.
    tables["ratings"] = tables["ratings_small"] = [f"1,101,1.0,{seconds('2016-06-01')}", f"1,1,5.0,{seconds('2016-06-01')}"]
    processed(**tables)
    assert [(row[0], row[2]) for row in choices()] == [("Film 101", "5.0")]
    assert [(row[0], row[2]) for row in choices("literal")] == [("Film 101", "1.0")]
    assert [row[1] for row in values()] == ["5.0"]
    assert [row[1] for row in values(join="literal")] == ["1.0"]


def test_acceptance_14_ten_values_are_ranked_and_the_year_ends_with_its_last_second(processed, values):
    halves = [number / 2 for number in range(1, 11)]
    processed(
        movies_metadata=[film(101, popularity="2.0"), film(102, popularity="3.0")],
        links=LINKS,
        ratings_small=[
            *[f"1,1,{value},{seconds('2016-06-01')}" for value in halves],
            f"2,2,0.5,{seconds('2016-12-31 23:59:59')}",
            f"3,2,0.5,{seconds('2017-01-01 00:00:00')}",
            f"4,2,5.0,{seconds('2016-01-01 00:00:00')}",
            f"5,2,5.0,{seconds('2015-12-31 23:59:59')}",
            f"6,8,5.0,{seconds('2016-06-01')}",
        ],
    )
    rows = values()
    assert [(row[0], row[1]) for row in rows] == [(str(rank), str(value)) for rank, value in enumerate(reversed(halves), start=1)]
    assert rows[0] == ["1", "5.0", "2", "2.5"]
    assert rows[9] == ["10", "0.5", "2", "2.5"]
    assert [row[2] for row in rows[1:9]] == ["1"] * 8


def test_another_window_selects_other_ratings(processed, values):
    processed(
        movies_metadata=[film(101)],
        links=LINKS,
        ratings_small=[f"1,1,3.0,{seconds('2015-05-05 12:00:00')}", f"1,1,4.0,{seconds('2015-05-05 12:00:01')}"],
    )
    assert values("2015-05-05 12:00:01", "2015-05-05 12:00:01") == [["1", "4.0", "1", "1.5"]]


def test_line_breaks_and_quotes_within_a_text_do_not_move_columns(spark, processed, layers):
    counts = processed(movies_metadata=[film(101, overview='"A letter says\n""come home"", he thinks"', popularity="12.25"), film(102)])
    assert counts["movies_metadata"] == 2
    rows = {row.id: row for row in spark.read.parquet(str(layers / "silver/movie_ratings/movies_metadata")).collect()}
    assert (rows[101].overview, rows[101].popularity) == ('A letter says\n"come home", he thinks', 12.25)
    assert str(rows[102].release_date) == "2004-07-15"


def test_malformed_values_are_null(spark, processed, layers):
    processed(movies_metadata=[film("1997-08-20", "Lost", popularity="Beware", released="1")], links=["1,1,862.5", "2,2,"])
    (row,) = spark.read.parquet(str(layers / "silver/movie_ratings/movies_metadata")).collect()
    assert (row.title, row.id, row.popularity) == ("Lost", None, None)
    assert {row.movieId: row.tmdbId for row in spark.read.parquet(str(layers / "silver/movie_ratings/links")).collect()} == {1: None, 2: None}


def test_the_tables_have_types(spark, processed, layers):
    processed(**seven_films())
    types = {table: dict(spark.read.parquet(str(layers / "silver/movie_ratings" / table)).dtypes) for table in HEADERS}
    assert types["ratings"] == types["ratings_small"] == {"userId": "int", "movieId": "int", "rating": "double", "timestamp": "bigint"}
    assert types["links"] == {"movieId": "int", "imdbId": "string", "tmdbId": "int"}
    assert types["movies_metadata"]["popularity"] == "double"
    assert types["credits"]["id"] == types["keywords"]["id"] == "int"


@pytest.mark.parametrize(
    ("dates", "message"),
    [
        ([], "--start-date, --end-date"),
        (["--start-date", "2016", "--end-date", "2016-12-31 23:59:59"], "'2016' is not a time such as '2016-12-31 23:59:59'"),
        (["--start-date", "2017-01-01 00:00:00", "--end-date", "2016-12-31 23:59:59"], "--end-date is before --start-date"),
    ],
)
def test_invalid_times_are_refused(capsys, dates, message):
    with pytest.raises(SystemExit):
        movies_avg_ratings.arguments(["--gold-bucket", "gold", *dates])
    assert message in capsys.readouterr().err
