"""Data sets: the same values everywhere, shaped as their cards say, loaded as promised."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import numpy as np
import psycopg
import pyarrow.compute as pc
import pytest

from course import data, engines
from course.data import cards, draws, samples, sets

TABLES = [f"{name}.{table}" for name in data.names() for table in sets.generator(name).TABLES]


@pytest.fixture(scope="module")
def pg():
    return engines.postgres()


# stored samples and cards


@pytest.mark.parametrize("name", data.names())
def test_the_generator_writes_the_stored_sample_byte_for_byte(name):
    for table, content in samples.made(name).items():
        stored = sets.sample_path(f"{name}.{table}").read_bytes()
        assert stored == content, f"{table}: run python -m course.data.samples"


@pytest.mark.parametrize("table", TABLES)
def test_the_card_states_the_stored_files_checksum(table):
    path = sets.sample_path(table)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert re.search(rf"\| `{path.name}` \|.*{digest}", cards.text(path.parent.name))


@pytest.mark.parametrize("table", TABLES)
def test_stored_samples_are_small(table):
    assert sets.sample_path(table).stat().st_size < 200_000


@pytest.mark.parametrize("table", TABLES)
def test_a_sample_reads_back_as_it_was_generated(table):
    name, short = table.split(".")
    assert data.sample(table).equals(sets.generate(name, **sets.generator(name).SAMPLE)[short])


@pytest.mark.parametrize("table", TABLES)
def test_the_card_names_every_column_and_the_seed(table):
    name, _ = table.split(".")
    card = cards.text(name)
    for column in data.arrow(table, rows=2).column_names:
        assert re.search(rf"^\| [^|]*\b{column}\b[^|]* \|", card, re.MULTILINE), column
    assert f"| seed | {sets.generator(name).SEED} |" in card and "CC0" in card


@pytest.mark.parametrize("name", data.names())
def test_the_card_states_the_default_sizes(name):
    line = re.search(r"^\| sizes \(rows\) \|.*$", cards.text(name), re.MULTILINE)
    for size, rows in sets.generator(name).SIZES.items():
        assert f"`{size}`" in line[0] and f"{rows:,}" in line[0]


def test_card_shows_the_readme(capsys):
    data.card("shop")
    assert "Markdown" in capsys.readouterr().out


# shape


@pytest.fixture(scope="module")
def shop():
    return sets.generate("shop")


def columns(table, *names):
    return (table[name].to_numpy() for name in names)


def test_a_postcode_lies_in_one_city_and_a_city_in_one_region(shop):
    customers = shop["customers"]
    for inner, outer in (("postcode", "city"), ("city", "region")):
        pairs = customers.select([inner, outer]).group_by([inner, outer]).aggregate([])
        assert pairs.num_rows == len(pc.unique(customers[inner]))


def test_every_city_holds_about_one_percent(shop):
    counts = pc.value_counts(shop["customers"]["city"]).field("counts").to_numpy()
    assert len(counts) == 100 and counts.min() > 800 and counts.max() < 1_200


def test_a_brand_belongs_to_one_category(shop):
    pairs = shop["products"].select(["brand", "category"]).group_by(["brand", "category"]).aggregate([])
    assert pairs.num_rows == 200


def test_statuses_are_skewed_as_the_card_says(shop):
    shares = {str(s["values"]): s["counts"] / 100_000 for s in pc.value_counts(shop["orders"]["status"]).to_pylist()}
    assert shares == pytest.approx({"delivered": 0.96, "shipped": 0.03, "pending": 0.01}, abs=0.002)


def test_orders_are_skewed_towards_few_customers(shop):
    counts = np.sort(np.bincount(*columns(shop["orders"], "customer_id")))[::-1]
    assert counts[0] / counts.sum() == pytest.approx(0.022, abs=0.002)


def test_orders_grow_in_time_with_their_id(shop):
    at = shop["orders"]["created_at"].to_numpy()
    assert (np.diff(at) >= np.timedelta64(0)).all()
    half = np.searchsorted(at, np.datetime64("2024-01-01"))
    assert half / len(at) == pytest.approx(0.25, abs=0.01)  # a linear rate: a quarter in the first half


def test_every_reference_resolves_and_totals_add_up(shop):
    orders, lines = shop["orders"], shop["order_lines"]
    assert set(pc.unique(lines["order_id"]).to_pylist()) == set(orders["id"].to_pylist())
    assert pc.max(lines["product_id"]).as_py() <= 10_000 and pc.max(orders["customer_id"]).as_py() <= 100_000
    paid = np.zeros(orders.num_rows + 1, np.int64)
    cents = np.array([int(price * 100) for price in lines["price"].to_pylist()])
    np.add.at(paid, lines["order_id"].to_numpy(), cents * lines["quantity"].to_numpy())
    assert [int(total * 100) for total in orders["total"].to_pylist()] == paid[1:].tolist()


def test_line_numbers_and_ids_are_unique(shop):
    lines = shop["order_lines"]
    assert lines.select(["order_id", "line"]).group_by(["order_id", "line"]).aggregate([]).num_rows == lines.num_rows
    assert len(pc.unique(shop["customers"]["email"])) == shop["customers"].num_rows


def test_followers_follow_a_power_law_under_one_celebrity():
    follows = data.arrow("social.follows")
    followers = np.bincount(follows["followee_id"].to_numpy())
    assert followers.argmax() == 1 and followers[1] / 19_999 == pytest.approx(0.4, abs=0.01)
    ranked = np.sort(followers)[::-1]
    rank = np.arange(100, 3_000)
    slope = np.polyfit(np.log(rank + 10), np.log(ranked[rank]), 1)[0]
    assert slope == pytest.approx(-0.78, abs=0.05)


def test_nobody_follows_themselves_or_anybody_twice():
    follows = data.arrow("social.follows", people=2_000)
    follower, followee = columns(follows, "follower_id", "followee_id")
    assert (follower != followee).all()
    assert len(np.unique(follower * 10_000 + followee)) == follows.num_rows


def test_requests_follow_the_generators_rate():
    at = data.arrow("traces.requests")["at"].to_numpy()
    second = (at - np.datetime64("2024-05-06")) / np.timedelta64(1, "s")
    assert (np.diff(second) >= 0).all() and second[0] >= 0 and second[-1] <= 86_400
    minutes = np.bincount((second // 60).astype(int), minlength=1_440)
    expected = sets.generator("traces").rate().reshape(1_440, 60).sum(axis=1) * len(at) / 86_400
    chi2 = ((minutes - expected) ** 2 / expected).sum()
    assert chi2 < 1_440 + 4 * np.sqrt(2 * 1_440)  # four standard deviations of a chi-square with 1,440 cells


def test_key_popularity_shifts_between_phases():
    key = data.arrow("traces.keys")["key"].to_numpy()
    top = [set(np.argsort(np.bincount(part, minlength=20_001))[-20:]) for part in np.array_split(key, 5)]
    assert all(len(a & b) < 5 for a, b in zip(top, top[1:], strict=False))
    assert np.bincount(key).max() > len(key) / 5 * 0.08  # a phase's favourite: about 9.5 % of its accesses


def test_the_same_seed_gives_the_same_values_and_another_does_not():
    assert draws.uniforms(1, "a.b", 3).tolist() == draws.uniforms(1, "a.b", 3).tolist()
    assert draws.uniforms(1, "a.b", 3).tolist() != draws.uniforms(2, "a.b", 3).tolist()
    assert draws.uniforms(1, "a.b", 3).tolist() != draws.uniforms(1, "a.c", 3).tolist()


def test_uniform_numbers_are_still_the_stream_that_the_data_sets_were_made_from():
    assert draws.uniforms(7, "shop", 3).tolist() == [0.33253730473723253, 0.16626061889498867, 0.497350559133252]


def test_money_is_exact_for_large_and_negative_cents():
    assert [str(v) for v in draws.money(np.array([0, 1, -250, 99_999_999_99])).to_pylist()] == [
        "0.00", "0.01", "-2.50", "99999999.99",
    ]  # fmt: skip


def test_pick_cuts_the_unit_interval_by_the_weights():
    assert draws.pick(np.array([0.0, 0.24, 0.25, 0.9999999]), np.array([1.0, 3.0])).tolist() == [0, 0, 1, 1]


# asking for it


@pytest.mark.parametrize("table", TABLES)
def test_arrow_gives_the_number_of_rows_asked_for(table):
    assert data.arrow(table, rows=37).num_rows == 37


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: data.arrow("shop.sales"), r"no table 'shop.sales'; there are: .*shop.orders"),
        (lambda: data.arrow("orders"), "no table 'orders'"),
        (lambda: data.card("shpo"), "no data set 'shpo'; there are: shop, social, traces"),
        (lambda: sets.generate("shop", order=5), "no size 'order'; it has: customers, products, orders"),
        (lambda: sets.generate("shop", orders=0), "orders must be a whole number of at least 2, not 0"),
        (lambda: sets.generate("shop", orders=1e6), "whole number"),
        (lambda: data.load("shop", None, tables=["sales"]), "shop has no table 'sales'"),
    ],
)
def test_a_wrong_name_or_size_says_what_there_is(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_generators_are_found_wherever_the_kernel_runs(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert data.names() == ["shop", "social", "traces"]
    assert Path(sets.FOLDER).is_absolute()


# PostgreSQL


def test_load_gives_postgres_the_generated_values(pg):
    data.load("shop", pg, schema="values", customers=50, products=20, orders=100)
    for table, rows in sets.generate("shop", customers=50, products=20, orders=100).items():
        made = [tuple(row.values()) for row in rows.to_pylist()]
        assert pg.execute(f"SELECT * FROM values.{table}").fetchall() == made
    pg.execute("DROP SCHEMA values CASCADE")


@pytest.mark.parametrize("name", data.names())
def test_load_twice_leaves_one_copy_with_keys_and_statistics(pg, name):
    small = dict.fromkeys(sets.generator(name).SIZES, 40)
    data.load(name, pg, schema="twice", **small)
    data.load(name, pg, schema="twice", **small)
    expected = {table: rows.num_rows for table, rows in sets.generate(name, **small).items()}
    analysed = dict(pg.execute("SELECT relname, reltuples::int FROM pg_class WHERE relkind = 'r' "
                               "AND relnamespace = 'twice'::regnamespace").fetchall())  # fmt: skip
    indexes = pg.execute("SELECT tablename, indexdef FROM pg_indexes WHERE schemaname = 'twice'").fetchall()
    pg.execute("DROP SCHEMA twice CASCADE")
    assert analysed == expected
    assert sorted(table for table, _ in indexes) == sorted(expected)  # one each: the primary key
    assert all("UNIQUE" in definition for _, definition in indexes)


def test_load_some_tables_with_indexes_beside_others(pg):
    pg.execute("CREATE SCHEMA part; SET search_path = part; CREATE TABLE customers (mine int)")
    data.load("shop", pg, tables=["orders"], indexes=True, orders=40)
    tables = pg.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'part' ORDER BY 1").fetchall()
    indexes = pg.execute("SELECT indexdef FROM pg_indexes WHERE schemaname = 'part'").fetchall()
    pg.execute("RESET search_path; DROP SCHEMA part CASCADE")
    assert tables == [("customers",), ("orders",)]
    assert any("(customer_id)" in d for (d,) in indexes) and any("(created_at)" in d for (d,) in indexes)


def test_a_failed_load_leaves_the_old_tables(pg):
    data.load("shop", pg, schema="kept", tables=["products"], products=40)
    pg.execute("CREATE TABLE kept.orders (LIKE kept.products); ALTER TABLE kept.orders RENAME TO other")
    pg.execute("CREATE VIEW kept.orders AS SELECT 1")  # DROP TABLE refuses a view
    with pytest.raises(psycopg.errors.WrongObjectType):
        data.load("shop", pg, schema="kept", tables=["products", "orders"], products=50, orders=50)
    rows = pg.execute("SELECT count(*) FROM kept.products").fetchone()[0]
    pg.execute("DROP SCHEMA kept CASCADE")
    assert rows == 40


def test_loaded_rows_are_frozen_so_that_index_only_scans_need_no_vacuum(pg):
    data.load("shop", pg, schema="frozen", tables=["orders"], orders=5_000)
    pg.execute("SET enable_seqscan = off")
    query = "SELECT count(id) FROM frozen.orders WHERE id < 2000"
    plan = pg.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}").fetchone()[0]
    pg.execute("RESET enable_seqscan; DROP SCHEMA frozen CASCADE")
    scan = plan[0]["Plan"]["Plans"][0]
    assert scan["Node Type"] == "Index Only Scan" and scan["Heap Fetches"] == 0


def test_the_planner_errs_a_hundredfold_on_city_and_postcode(pg):
    data.load("shop", pg, schema="fooled", tables=["customers"])
    city, postcode, actual = pg.execute(
        "SELECT city, postcode, count(*) FROM fooled.customers GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 1"
    ).fetchone()
    query = "SELECT * FROM fooled.customers WHERE city = %s AND postcode = %s"
    plan = pg.execute(f"EXPLAIN (FORMAT JSON) {query}", [city, postcode]).fetchone()
    pg.execute("DROP SCHEMA fooled CASCADE")
    assert 50 < actual / plan[0][0]["Plan"]["Plan Rows"] < 200
