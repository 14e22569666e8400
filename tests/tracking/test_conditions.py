"""What is told of a row's check constraints without the database is what Django says, which asks it for each."""

from datetime import date
from itertools import product

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from tests.thorough import share
from tracking.models.conditions import Conditions
from tracking.models.versioned import Versioned

pytestmark = pytest.mark.django_db
MODELS = [one for one in apps.get_models() if issubclass(one, Versioned)]


def conditions(model) -> list[Conditions]:
    return [one for _table, several in model().get_constraints() for one in several if isinstance(one, Conditions)]


CONDITIONED = [model for model in MODELS if conditions(model)]


def values(field: models.Field) -> list:
    """Some values of a field, wrong ones among them."""
    if field.choices:
        return [*(key for key, _label in field.flatchoices), ""]
    if isinstance(field, models.DateTimeField):
        return [None]
    if isinstance(field, models.DateField):
        return [None, date(2024, 1, 2), date(2024, 3, 4)]
    if isinstance(field, models.BooleanField):
        return [True, False, None]
    if isinstance(field, models.IntegerField | models.ForeignKey):
        return [None, -1, 0, 7]
    return ["", "示例"]


@pytest.mark.parametrize("model", CONDITIONED, ids=lambda one: one.__name__)
def test_the_conditions_of_a_table_hold_where_each_of_them_does(model):
    (whole,) = conditions(model)
    names = {name for one in whole.conditions for name in one.condition.referenced_base_fields}
    fields = [model._meta.get_field(name) for name in sorted(names)]
    heard = set()
    for row in share(list(product(*map(values, fields))), 60, model.__name__):
        instance = model(**{field.attname: value for field, value in zip(fields, row, strict=True)})
        told = []
        for condition in whole.conditions:
            try:
                condition.validate(model, instance)
            except ValidationError as broken:
                told += broken.messages
        try:
            whole.validate(model, instance)
            assert not told, row
        except ValidationError as broken:
            assert broken.messages == told, row
        heard.add(bool(told))
    assert True in heard, "no row broke a condition"


def test_a_field_that_is_left_out_breaks_no_condition_and_leaves_the_others_to_be_told():
    (whole,) = conditions(model := apps.get_model("tracking", "handlingrecord"))
    with pytest.raises(ValidationError, match="案由"):
        whole.validate(model, model(number=1, title="", duty="lead"), exclude={"number"})
    whole.validate(model, model(number=0, title="示例", duty="lead"), exclude={"number"})
