"""Who signs for a unit (主要负责人签字): proposed from the list of units, and asked for where the office's rule says so."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone

from tests.tracking.factories import HANDED_OVER_ON, kept
from tracking.loop import STEPS, take
from tracking.models import Objection, OfficeSettings, Reply
from tracking.stages import Stage

pytestmark = pytest.mark.django_db
ON = HANDED_OVER_ON + timedelta(days=60)


@pytest.fixture
def head(unit):
    """The head of 区示例局."""
    unit.head = "扎西·示例"
    return kept(unit).head


@pytest.fixture
def strict(office):
    """An office where the head of a unit signs, and nobody else."""
    return kept(OfficeSettings(pk=1, head_signs=True))


def drafted(make_record, handler):
    part = make_record(Stage.HANDLING, duty="joint").assignments.get()
    return lambda name: take(
        "submit", part, account=handler, on=ON, body="我局意见如下。", unit_head=name, unit_head_on=ON
    )


def test_the_head_is_proposed_on_the_forms(head, make_record, unit_handler):
    for code, stage in (("submit", Stage.HANDLING), ("object_to", Stage.ASSIGNED)):
        part = make_record(stage).assignments.get()
        form = STEPS[code].form(step=STEPS[code], subject=part, account=unit_handler)
        assert form["unit_head"].value() == head


def test_another_may_sign_where_the_office_leaves_it_open(head, make_record, unit_handler):
    drafted(make_record, unit_handler)("示例副局长")
    assert Reply.objects.get().unit_head == "示例副局长"


def test_another_name_is_refused_where_the_head_must_sign(strict, head, make_record, unit_handler):
    submit = drafted(make_record, unit_handler)
    with pytest.raises(ValidationError, match="区示例局的主要负责人是扎西·示例，请由其签字后再办") as refused:
        submit("示例副局长")
    assert "unit_head" in refused.value.message_dict
    submit("扎西˙示例")
    assert Reply.objects.get().unit_head == "扎西˙示例"


def test_a_head_who_is_not_known_is_asked_for(strict, make_record, unit_handler):
    with pytest.raises(ValidationError, match="名录中还没有区示例局的主要负责人"):
        drafted(make_record, unit_handler)("示例局长")


def test_an_objection_is_signed_by_the_head(strict, head, make_record, unit_handler, other_unit):
    part = make_record(Stage.ASSIGNED, start=timezone.localdate()).assignments.get()
    why = {"reason": "不属本单位职责。", "proposed_unit": other_unit}
    with pytest.raises(ValidationError, match="请由其签字后再办"):
        take("object_to", part, account=unit_handler, **why)
    take("object_to", part, account=unit_handler, unit_head=head, **why)
    assert Objection.objects.get().unit_head == head


def test_the_office_enters_the_head_of_a_unit(client, clerk, unit):
    client.force_login(clerk)
    facts = {"name": unit.name, "kind": "department", "head": "张　三", "is_active": "on", "aliases": ""}
    client.post(reverse("units_modeladmin_edit", args=[unit.pk]), facts | {"seen_version": unit.version})
    unit.refresh_from_db()
    assert unit.head == "张三"
