"""Rows by the million (压测数据): laid down by one statement each, every column as a new row of the model would have it."""

from collections.abc import Sequence

from django.db import connection, models

SERIES = "WITH RECURSIVE series(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM series WHERE n < %s) "


def laid(pattern: models.Model, count: int, **columns: str) -> None:
    """So many rows like the pattern; fields that differ from row to row are said in SQL, where n counts from 1."""
    _insert(pattern, columns, "FROM series", [], before=SERIES, count=[count])


def copied(pattern: models.Model, source: str, given: Sequence[object], **columns: str) -> None:
    """A row like the pattern for every row of a source, `FROM … WHERE …`, with fields said in SQL."""
    _insert(pattern, columns, source, list(given))


def _insert(
    pattern: models.Model, said: dict[str, str], source: str, given: list, *, before: str = "", count: Sequence = ()
) -> None:
    fields = [field for field in pattern._meta.concrete_fields if not field.primary_key]
    values: list[object] = []
    expressions = []
    for field in fields:
        if field.name in said:
            expressions.append(said[field.name].replace("%", "%%"))
        else:
            expressions.append("%s")
            values.append(field.get_db_prep_save(field.pre_save(pattern, add=True), connection))
    names = ", ".join(field.column for field in fields)
    table = pattern._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) {before}SELECT {', '.join(expressions)} {source}",  # noqa: S608
            [*count, *values, *given],
        )
