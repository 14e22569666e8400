"""What search is on both databases: the index is asked for the best rows, then their objects are fetched.

Wagtail's own compilers ask the other way round, every object for its row in the index, which costs a second at 5,000
texts; here a search is two queries of milliseconds.
"""

from functools import reduce
from operator import and_, or_

from django.core.exceptions import FieldDoesNotExist
from django.db.models import CharField, Exists, F, Model, OuterRef, Q, TextField
from django.db.models.functions import Cast
from modelsearch.backends.base import BaseIndex, BaseSearchQueryCompiler, BaseSearchResults
from modelsearch.query import And, Boost, MatchAll, Not, Or, Phrase, PlainText
from modelsearch.utils import get_descendants_content_types_pks

from publishing.finding.words import Term, is_han, query_terms, query_words

TITLE_WEIGHT = 10.0


class RankedCompiler(BaseSearchQueryCompiler):
    """Turns a query into rows of the index, each with its object's key and its score (the higher the better)."""

    entry = ""  # the way from the rows that are searched to the index entry
    autocompletes = False
    table: type[Model]
    "The rows that are searched."

    # What a database says in its own way ----------------------------------------------------------

    def scored(self, rows):
        """The rows that answer the query, with their `score`."""
        raise NotImplementedError

    def has(self, term: Term) -> Q:
        """The rows that have a term."""
        raise NotImplementedError

    # What they have in common ---------------------------------------------------------------------

    @property
    def columns(self) -> list[str]:
        """The columns of the index in which to look. It has no column for each field, but one for the title."""
        if self.autocompletes:
            return ["autocomplete"]
        if not self.fields:
            return ["title", "body"]
        return [name for name in ("title", "body") if any((f == "title") == (name == "title") for f in self.fields)]

    @property
    def words_sought(self) -> list[Term]:
        """The terms that count for the score: those that are wanted, not those that are excluded."""
        return [term for leaf in leaves(self.query) for term in self.terms(leaf)]

    @property
    def ranks(self) -> bool:
        """Whether the order of the results is the order of their scores."""
        return self.order_by_relevance and bool(self.words_sought)

    def terms(self, leaf) -> list[Term]:
        """The terms of a plain text or a phrase."""
        if isinstance(leaf, Phrase):
            return [phrase] if (phrase := Term.of(leaf.query_string)).tokens else []
        return query_terms(leaf.query_string, last_is_beginning=self.autocompletes)

    def condition(self, query) -> Q | None:
        """The rows that answer a query, as a condition; None for a query without a word (punctuation only)."""
        if isinstance(query, MatchAll):
            return Q(pk__isnull=False)
        if isinstance(query, Boost):
            return self.condition(query.subquery)
        if isinstance(query, Not):
            inner = self.condition(query.subquery)
            return None if inner is None else ~inner
        if isinstance(query, (And, Or)):
            parts = [part for each in query.subqueries if (part := self.condition(each)) is not None]
            return reduce(and_ if isinstance(query, And) else or_, parts) if parts else None
        parts = [self.has(term) for term in self.terms(query)]
        return reduce(or_ if operator_of(query) == "or" else and_, parts) if parts else None

    def rows(self, database: str):
        """The rows that answer the query, with `object_pk` and `score`, in whatever order."""
        model = self.queryset.model
        rows = self.table.objects.using(database)
        # A sum cannot be looked up: else databases start from the content type, and ask every row of it for the words.
        rows = rows.alias(kind=F(f"{self.entry}content_type_id") + 0)
        rows = rows.filter(kind__in=get_descendants_content_types_pks(model))
        return self.scored(rows.annotate(object_pk=Cast(f"{self.entry}object_id", key_field(model))))

    def hits(self):
        """The rows whose objects are in the queryset, best first; on equal scores the newest first."""
        database = self.queryset.db
        sought = self.in_fields().using(database).filter(pk=OuterRef("object_pk"))
        return self.rows(database).filter(Exists(sought)).order_by("-score", "-object_pk")

    def search(self, config, start, stop, score_field=None, backend=None):
        """The objects found, in the queryset's own order."""
        if isinstance(self.query, MatchAll):
            return self.queryset[start:stop]
        found = self.in_fields()
        found = found.filter(pk__in=self.rows(found.db).values("object_pk"))
        return (found if found.query.order_by else found.order_by("-pk"))[start:stop]

    def in_fields(self):
        """The queryset, narrowed to objects that have the words in the fields asked for.

        The index cannot tell one field of the body from another. Where a field is plain text in the database and a
        word is Chinese, which has no second spelling, the field itself is looked at; else the index is believed.
        """
        if not self.fields or self.columns == ["title"] or not isinstance(self.query, PlainText):
            return self.queryset
        if not all(is_plain_text(self.queryset.model, name) for name in self.fields):
            return self.queryset
        words = query_words(self.query.query_string)
        any_word = operator_of(self.query) == "or"
        chinese = [word for word in words if is_han(word)]
        if not chinese or (any_word and chinese != words):
            return self.queryset
        has_words = [reduce(or_, (Q(**{f"{name}__icontains": word}) for name in self.fields)) for word in chinese]
        return self.queryset.filter(reduce(or_ if any_word else and_, has_words))


class RankedResults(BaseSearchResults):
    """Fetches the objects of the best rows, and sets their score when it was asked for."""

    def _do_search(self):
        compiler = self.query_compiler
        if compiler.ranks:
            scores = dict(compiler.hits().values_list("object_pk", "score")[self.start : self.stop])
            objects = compiler.queryset.in_bulk(list(scores))
            found = [objects[key] for key in scores if key in objects]
        else:
            found = list(compiler.search(None, self.start, self.stop))
            hits = compiler.hits().filter(object_pk__in=[each.pk for each in found])
            scores = dict(hits.values_list("object_pk", "score")) if self._score_field else {}
        if self._score_field:
            for each in found:
                setattr(each, self._score_field, scores.get(each.pk))
        return found

    def _do_count(self):
        compiler = self.query_compiler
        if compiler.ranks:
            return compiler.hits()[self.start : self.stop].count()
        return compiler.search(None, self.start, self.stop).count()


class UnweighedIndex(BaseIndex):
    """Leaves out Wagtail's factor for short titles, which reads the whole index at every save; ranking needs none."""

    def _refresh_title_norms(self, full=False):
        pass


def leaves(query):
    """The plain texts and phrases of a query that are wanted."""
    if isinstance(query, (And, Or)):
        for each in query.subqueries:
            yield from leaves(each)
    elif isinstance(query, Boost):
        yield from leaves(query.subquery)
    elif not isinstance(query, (Not, MatchAll)):
        yield query


def operator_of(leaf) -> str:
    """“and” or “or”: how the words of a plain text are joined."""
    return getattr(leaf, "operator", "and").lower()


def key_field(model):
    """The field that holds a model's key: for a page type the key of the page."""
    field = model._meta.pk
    while field.is_relation:
        field = field.target_field
    return field


def is_plain_text(model, name: str) -> bool:
    """Whether a field is a column of text that is searched as it is stored, without markup."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return False
    return isinstance(field, (CharField, TextField)) and not hasattr(field, "get_searchable_content")
