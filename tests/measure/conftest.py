import pytest

from course import engines


@pytest.fixture(scope="module")
def pg():
    """A connection with a table whose size in blocks PostgreSQL knows: 10,000 rows, analysed and vacuumed."""
    connection = engines.postgres()
    connection.execute("SET max_parallel_workers_per_gather = 0")
    connection.execute("DROP TABLE IF EXISTS measured")
    connection.execute("CREATE TABLE measured (id int PRIMARY KEY, kind int, filler text)")
    connection.execute("INSERT INTO measured SELECT g, g % 7, repeat('x', 100) FROM generate_series(1, 10000) g")
    connection.execute("VACUUM ANALYZE measured")
    yield connection
    connection.execute("DROP TABLE measured")
    connection.close()


@pytest.fixture(scope="module")
def pages(pg):
    """How many blocks that table has."""
    return pg.execute("SELECT relpages FROM pg_class WHERE relname = 'measured'").fetchone()[0]
