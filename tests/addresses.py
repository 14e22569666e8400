"""Every address of the admin, filled with things that exist: what walks over all of them starts here."""

import re
from datetime import date

from django.contrib.auth.models import Group
from django.urls import URLPattern, get_resolver
from wagtail.models import Collection, Site, Task, Workflow

from publishing.models import ColumnKind, PaperForm, PaperSignature, Release, Remark, SettingsChange, TakeDown
from tests.house import House
from tests.tracking.factories import kept, make_session, make_unit
from tracking.admin.imports import uploads
from tracking.models import (
    Circular,
    Decision,
    Delegation,
    Delivery,
    DocSeries,
    Event,
    OverprintSheet,
    Proposer,
    Reply,
    ReportedFigure,
    Supervision,
    WorkdayOverride,
)


def patterns(resolver, route: str = "", namespace: str = ""):
    """Every address below a resolver: its name and its route."""
    for one in resolver.url_patterns:
        whole = route + str(one.pattern)
        if isinstance(one, URLPattern):
            yield namespace + (one.name or whole), whole
        else:
            inner = f"{one.namespace}:" if one.namespace else ""
            yield from patterns(one, whole, namespace + inner)


BULK = "wagtail_bulk_action"
"One address for every kind of thing: it has a table of its own."
LOGOUT = "wagtailadmin_logout"
"For everybody, and it would end the session that asks."
ADMIN = [(name, route) for name, route in patterns(get_resolver()) if route.startswith("admin/") and name != LOGOUT]


def address(route: str, values: dict, rows: dict) -> str:
    """An address of this route, filled with things that exist."""
    plain = route.removeprefix("admin/").lstrip("^") + "/"
    listed = next((rows[start] for start in sorted(rows, key=len, reverse=True) if plain.startswith(f"{start}/")), None)
    values = values | ({"instance_pk": listed.pk, "pk": listed.pk} if listed else {})
    route = route.replace(r"(\d+)", "<page_id>").replace(
        r"(live|earliest|\d+)\.\.\.(live|latest|\d+)", "earliest...latest"
    )
    route = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"<\1>", route)
    route = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: str(values.get(found[1], "1")), route)
    return "/" + re.sub(r"\^\.\*/\$|[\^$]", "", route)


def things(house: House) -> tuple[dict, dict]:
    """What each part of an address stands for, and how the addresses of a kind of thing begin → one of them."""
    office, page, column = house.newsroom.office, house.page, house.newsroom.columns[ColumnKind.RULES]
    upload = uploads.keep("台账.csv", "编号,案由\n".encode(), session=office.session.pk, account=office.clerk.pk)
    returned = uploads.keep_several([("回填表.csv", b"1,2\n")], account=office.clerk.pk)
    listed = uploads.keep(
        "清单.csv",
        "建议编号,案由,主办单位\n9,示例,区示例局\n".encode(),
        session=None,
        account=house.accounts["admin"].pk,
    )
    day, by = date(2024, 5, 1), house.accounts["supervisor"].person
    rows = {
        "ledger": house.record,
        "units": make_unit("区空闲局"),
        "sessions": make_session("2030"),
        "people": house.accounts["leader"].person,
        "proposers": Proposer.objects.first(),
        "delegations": kept(
            Delegation(
                giver=house.accounts["leader"].person,
                receiver=by,
                role="leader",
                from_on=date(2024, 1, 1),
                to_on=date(2024, 1, 2),
                agreed_by="示例区长",
            )
        ),
        "holidays": kept(WorkdayOverride(day=day, name="藏历新年", source="示例通知")),
        "series": kept(DocSeries(code="示政办函", organ="示例区人民政府办公室", purpose="answer", year=2024)),
        "overprints": kept(OverprintSheet()),
        "reported": kept(
            ReportedFigure(session=office.session, figure="completion_rate", value=98, on=day, reason="示例原因")
        ),
        "circulars": kept(Circular(session=office.session, title="示例通报", on=day, body="通报如下。")),
        "supervision": kept(
            Supervision(record=house.record, kind="reminder", by=by, on=date(2024, 5, 1), text="请办理。")
        ),
        "promises": Reply.objects.first(),
        "events": Event.objects.first(),
        "users": house.accounts["nobody"],
        "groups": Group.objects.first(),
        "sites": Site.objects.first(),
        "collections": Collection.objects.first(),
        "workflows": Workflow.objects.first(),
        "workflows/tasks": Task.objects.first(),
        "images/chooser": house.image,
        "documents/chooser": house.document,
    }
    return rows, {
        "page_id": page.pk, "parent_page_id": column.pk, "pk": page.pk, "page_to_move_id": page.pk,
        "destination_id": house.newsroom.home.pk, "revision_id": page.latest_revision_id,
        "workflow_state_id": page.current_workflow_state.pk, "record_id": house.record.pk, "code": "supervise",
        "assignment_id": house.record.assignments.get().pk,
        "form_id": PaperForm.objects.get().pk, "signature_id": PaperSignature.objects.first().pk,
        "change_id": SettingsChange.objects.get().pk, "take_down_id": TakeDown.objects.get().pk, "release_id": Release.objects.get().pk,
        "remark_id": Remark.objects.get().pk,
        "decision_id": Decision.objects.get().pk,
        "submission_id": house.submission.pk, "session_id": office.session.pk, "kind": "signoff",
        "image_id": house.image.pk, "document_id": house.document.pk, "doc_id": house.document.pk,
        "content_type_app_name": "publishing", "content_type_model_name": "articlepage", "app_name": "publishing",
        "app_label": "publishing", "model_name": "portalsettings", "filter_spec": "max-10x10", "token": upload.token,
        "session_code": office.session.code, "paper_code": "opinion_form", "key": Delivery.objects.first().pk, "form": "pdf", "which": "built-in",
        "slug": "start", "batch": "report", "reply_id": Reply.objects.first().pk, "unit_id": office.unit.pk, "returned": returned.token,
        "listed": listed.token,
    }  # fmt: skip


def every_address(house: House) -> dict[str, list[str]]:
    """Every address of the admin, by name; a name may have several."""
    rows, parts = things(house)
    found: dict[str, list[str]] = {}
    for name, route in ADMIN:
        if name != BULK:
            found.setdefault(name, []).append(address(route, parts, rows))
    return found
