"""A PostgreSQL database for one test, with a role for the student's code that cannot touch the test's own rights."""

from __future__ import annotations

import contextlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import psycopg
from psycopg import sql

from course import engines


@dataclass(frozen=True)
class Database:
    """`url` is for the student's code: a role that reads and writes the tables and owns none of them.

    `admin` is the test's own connection (autocommit), as the owner of everything.
    """

    url: str
    admin: psycopg.Connection[Any]

    def execute(self, query: Any, parameters: Any = None) -> psycopg.Cursor[Any]:
        """Run a statement as the owner."""
        return self.admin.execute(query, parameters)


@contextlib.contextmanager
def database(schema: str = "", *, may_create: bool = False) -> Iterator[Database]:
    """A fresh database, made with the statements of `schema` and dropped at the end of the block.

    The student's role may SELECT, INSERT, UPDATE and DELETE in all tables of `schema` and use its sequences; with
    `may_create` also create tables and indexes of its own in schema public.
    """
    url = engines.postgres().url
    name, role, password = f"test_{secrets.token_hex(4)}", f"student_{secrets.token_hex(4)}", secrets.token_hex(12)
    with psycopg.connect(url, autocommit=True) as server:
        server.execute("SET scram_iterations = 1")  # a throw-away password; thousands of rounds slow each connect down
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(sql.Identifier(role), sql.Literal(password)))
        parts = urlsplit(url)
        try:
            with psycopg.connect(urlunsplit(parts._replace(path=f"/{name}")), autocommit=True) as admin:
                if schema.strip():
                    admin.execute(schema)
                _grant(admin, role, may_create)
                place = parts.netloc.rpartition("@")[2]
                yield Database(
                    urlunsplit(parts._replace(netloc=f"{role}:{quote(password)}@{place}", path=f"/{name}")), admin
                )
        finally:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            server.execute(sql.SQL("DROP ROLE IF EXISTS {}").format(sql.Identifier(role)))


def _grant(admin: psycopg.Connection[Any], role: str, may_create: bool) -> None:
    who = sql.Identifier(role)
    for statement in (
        "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {}",
        "GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA public TO {}",
        *(["GRANT CREATE ON SCHEMA public TO {}"] if may_create else []),
    ):
        admin.execute(sql.SQL(statement).format(who))
