"""Search on PostgreSQL: every word is looked up in the GIN indexes of title and body, `ts_rank` scores.

A tsvector counts positions up to 16,383: of what comes later in a text, words longer than two characters are not found.
"""

from functools import reduce
from operator import add, or_

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, FloatField, Q, Value
from modelsearch.backends.database.postgres import postgres as stock
from modelsearch.query import Fuzzy

from huiyin.search.ranked import TITLE_WEIGHT, RankedCompiler, RankedResults, UnweighedIndex
from publishing.finding.words import Term, index_text

CONFIG = "simple"  # every token as it is: no language's endings and stop words
BY_LENGTH = 1  # ts_rank divides by the logarithm of a text's length


class Indexer(stock.ObjectIndexer):
    """Writes an object into the index in pairs of characters; the plain copies for fuzzy search stay as they are."""

    def as_vector(self, texts, for_autocomplete=False):
        return super().as_vector([(index_text(text), weight) for text, weight in texts], for_autocomplete)


# The stock index names its indexer as a global of its module: this module, imported once, is where that is changed.
stock.ObjectIndexer = Indexer


class Compiler(RankedCompiler, stock.PostgresSearchQueryCompiler):
    """Whole words, in title and body."""

    table = stock.IndexEntry

    def scored(self, rows):
        condition = self.condition(self.query)
        rows = rows.none() if condition is None else rows.filter(condition)
        return rows.annotate(score=self.score())

    def score(self):
        """The sum over the columns of how often and how closely the words stand there, the title's ten times."""
        wanted = self.words_sought
        if not wanted:
            return Value(0.0, output_field=FloatField())
        sought = tsquery(" | ".join(f"({spelt(term)})" for term in wanted))
        ranks = [
            SearchRank(F(column), sought, weights=self.sql_weights, normalization=Value(BY_LENGTH))
            * Value(TITLE_WEIGHT if column == "title" else 1.0)
            for column in self.columns
        ]
        return reduce(add, ranks)

    def has(self, term: Term) -> Q:
        return reduce(or_, (Q(**{column: tsquery(spelt(term))}) for column in self.columns))


class AutocompleteCompiler(Compiler, stock.PostgresAutocompleteQueryCompiler):
    """Words and the beginning of a last one, as it is typed."""

    autocompletes = True


class Results(RankedResults, stock.PostgresSearchResults):
    """Results on PostgreSQL."""


class Index(UnweighedIndex, stock.PostgresIndex):
    """The index on PostgreSQL."""


class PostgreSQLBackend(stock.PostgresSearchBackend):
    """Wagtail's search backend for Chinese text on PostgreSQL."""

    query_compiler_class = Compiler
    autocomplete_query_compiler_class = AutocompleteCompiler
    results_class = Results
    index_class = Index

    def __init__(self, params):
        super().__init__(params)
        self.config = CONFIG
        self.stock = stock.PostgresSearchBackend(params)

    def search(self, query, model_or_queryset, **options):
        # Fuzzy search compares plain text, for which Wagtail's own way is right.
        search = self.stock.search if isinstance(query, Fuzzy) else super().search
        return search(query, model_or_queryset, **options)


def tsquery(expression: str) -> SearchQuery:
    """An expression of PostgreSQL's query language as a query."""
    return SearchQuery(expression, config=CONFIG, search_type="raw")


def spelt(term: Term) -> str:
    """A term in PostgreSQL's query language. Tokens are letters and digits only, so that quoting them is enough."""
    return " <-> ".join(f"'{token}'" for token in term.tokens) + (":*" if term.prefix else "")
