"""Search on SQLite: one MATCH of its full-text table (FTS5) answers a query and scores it."""

from django.db.models import BooleanField, FloatField, Func, Q, Value
from django.utils.functional import cached_property
from modelsearch.backends.database.sqlite import sqlite as stock
from modelsearch.query import And, Boost, Or, Phrase, PlainText

from huiyin.search.ranked import TITLE_WEIGHT, RankedCompiler, RankedResults, UnweighedIndex, operator_of
from publishing.finding.words import Term, index_text

FTSRow = stock.SQLiteFTSIndexEntry
TABLE = FTSRow._meta.db_table


class Indexer(stock.ObjectIndexer):
    """Writes an object into the index in pairs of characters, each column cut once when it is whole."""

    @cached_property
    def title(self):
        return index_text(super().title)

    @cached_property
    def body(self):
        return index_text(super().body)

    @cached_property
    def autocomplete(self):
        return index_text(super().autocomplete)


# The stock index names its indexer as a global of its module: this module, imported once, is where that is changed.
stock.ObjectIndexer = Indexer


class Match(Func):
    """Whether a row of the full-text table answers an FTS5 expression."""

    template = f"{TABLE} MATCH %(expressions)s"
    output_field = BooleanField()


class Score(Func):
    """How well a row answers the MATCH of its query: bm25, turned so that more is better."""

    # The table's columns are autocomplete, body, title.
    template = f"-bm25({TABLE}, 1.0, 1.0, {TITLE_WEIGHT})"
    output_field = FloatField()


class Compiler(RankedCompiler, stock.SQLiteSearchQueryCompiler):
    """Whole words, in title and body."""

    table = FTSRow
    entry = "index_entry__"

    def scored(self, rows):
        if expression := self.expression(self.query):
            return rows.filter(self.match(expression)).annotate(score=Score())
        condition = self.condition(self.query) if expression is None else None
        rows = rows.none() if condition is None else rows.filter(condition)
        return rows.annotate(score=Value(0.0, output_field=FloatField()))

    def has(self, term: Term) -> Q:
        return Q(pk__in=FTSRow.objects.filter(self.match(spelt(term))).values("pk"))

    def match(self, expression: str) -> Match:
        """The rows that answer an expression in the columns looked at."""
        return Match(Value(f"{{{' '.join(self.columns)}}} : ({expression})"))

    def expression(self, query) -> str | None:
        """A query in FTS5's language; None where it says “not” or “all”, for which FTS5 has no words."""
        if isinstance(query, Boost):
            return self.expression(query.subquery)
        if isinstance(query, (And, Or)):
            parts = [self.expression(each) for each in query.subqueries]
            if None in parts:
                return None
            return (" AND " if isinstance(query, And) else " OR ").join(f"({part})" for part in parts if part)
        if not isinstance(query, (PlainText, Phrase)):
            return None
        return f" {operator_of(query).upper()} ".join(spelt(term) for term in self.terms(query))


class AutocompleteCompiler(Compiler, stock.SQLiteAutocompleteQueryCompiler):
    """Words and the beginning of a last one, as it is typed."""

    autocompletes = True


class Results(RankedResults, stock.SQLiteSearchResults):
    """Results on SQLite."""


class Index(UnweighedIndex, stock.SQLiteIndex):
    """The index on SQLite."""


class SQLiteBackend(stock.SQLiteSearchBackend):
    """Wagtail's search backend for Chinese text on SQLite."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    results_class = Results
    index_class = Index


def spelt(term: Term) -> str:
    """A term in FTS5's language. Tokens are letters and digits only, so that quoting them is enough."""
    return f'"{" ".join(term.tokens)}"{" *" if term.prefix else ""}'
