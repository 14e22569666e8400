"""What a page type says of itself is whole: what the check reads, what it leaves, that the press needs its signatures."""

import ast

import pytest
from django.apps import apps
from django.db import models
from django.template.loader import get_template
from wagtail.fields import StreamField
from wagtail.models import get_page_models

from publishing.models import DISCLOSURE_TYPES, CountedMixin, DisclosureMixin, PublicPage
from publishing.review.statement import BOOKKEEPING
from tests.test_boundaries import ROOT

PUBLIC_TYPES = [model for model in get_page_models() if issubclass(model, PublicPage)]
every_type = pytest.mark.parametrize("model", PUBLIC_TYPES, ids=lambda model: model.__name__)


def texts_of(model) -> set[str]:
    """The names of the fields of a page type that hold words."""
    fields = [field for field in model._meta.concrete_fields if field.name not in BOOKKEEPING]
    return {field.name for field in fields if isinstance(field, models.CharField | models.TextField | StreamField)}


def test_every_page_type_of_the_portal_is_a_public_page():
    types = {model for model in apps.get_app_config("publishing").get_models() if model in get_page_models()}
    assert types == set(PUBLIC_TYPES)


def test_every_disclosed_type_needs_the_signatures_that_the_press_asks_for():
    disclosed = {model for model in PUBLIC_TYPES if issubclass(model, DisclosureMixin)}
    assert disclosed == set(DISCLOSURE_TYPES)


@pytest.mark.parametrize("model", DISCLOSURE_TYPES, ids=lambda model: model.__name__)
def test_every_text_field_of_a_disclosed_type_is_read_by_the_check_or_excepted_by_name(model):
    assert texts_of(model) == set(model.prose) | model.details
    assert not set(model.prose) & model.details


@every_type
def test_every_page_type_has_its_template(model):
    assert get_template(model.template)


@every_type
def test_every_page_type_says_what_it_shows(model):
    assert model.content is not PublicPage.content


@every_type
def test_the_prose_of_a_page_type_is_fields_of_words(model):
    assert set(model.prose) <= texts_of(model)


def test_nothing_asks_a_page_for_its_type():
    named = {model.__name__ for model in [*PUBLIC_TYPES, DisclosureMixin, CountedMixin]} | {"DISCLOSURE_TYPES"}
    asking = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in (ROOT / "publishing").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in {"isinstance", "issubclass"}
        if named & {name.id for name in ast.walk(node.args[1]) if isinstance(name, ast.Name)}
    ]
    assert asking == []
