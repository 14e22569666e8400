"""Ten thousand public replies of ten sessions within a minute: copies of a signed one, each with an item, a text, signatures and events of its own.

The gate of the press lets them through like any other: their digests are their own, and their events stand in the chain.
"""

import copy
from collections.abc import Iterable
from datetime import timedelta

from django.db import connection, models, transaction
from wagtail.models import Page, Revision

from publishing.models import PublicAddress, ReplyNoticePage, SignOff, Submission
from publishing.review.statement import content_sha256
from publishing.review.verifying import WHATS
from tracking.models import ChainHead, Event, Session
from tracking.versions.digest_forms import current_form
from tracking.versions.evidence import plain

AT_ONCE = 500
UNITS, TOPICS, SESSIONS = 40, 60, 10


def copy_notices(notice: ReplyNoticePage, count: int) -> list[int]:
    """So many copies beside a public notice; their keys."""
    with transaction.atomic():
        return _Copying(notice).make(count)


class _Copying:
    """One run of the copier: what is copied, and the numbers that come next."""

    def __init__(self, notice: ReplyNoticePage):
        self.notice = notice
        self.column = notice.get_parent()
        self.reply = notice.reply
        self.submission = Submission.objects.complete().of(notice).select_related("revision__content_type").first()
        assert self.submission is not None, "the notice must be signed"
        self.signatures = list(self.submission.signoffs.order_by("pk"))
        self.events = list(Event.objects.filter(what__in=WHATS, data__page=notice.pk).order_by("number"))
        self.form = current_form()

    def make(self, count: int) -> list[int]:
        assignment, record = self.reply.assignment, self.reply.assignment.record
        first = {model: _next(model) for model in (type(record), type(assignment), type(self.reply), Page, Revision)}
        first |= {model: _next(model) for model in (Submission, SignOff)}
        sessions = self._sessions(record.session)
        number = type(record).objects.aggregate(last=models.Max("number"))["last"] or 0
        children = self.column.get_children().count()
        head, found = ChainHead.objects.lock(), []
        for start in range(0, count, AT_ONCE):
            made: dict[type, list] = {}
            for n in range(start, min(start + AT_ONCE, count)):
                key = {model: pk + n for model, pk in first.items()}
                key[SignOff] = first[SignOff] + n * len(self.signatures)
                item = _copied(record, pk=key[type(record)], number=number + 1 + n, title=f"关于第{n}号压测事项的建议")
                item.session_id = sessions[n % SESSIONS]
                part = _copied(assignment, pk=key[type(assignment)], record_id=item.pk)
                reply = _copied(
                    self.reply, pk=key[type(self.reply)], assignment_id=part.pk, doc_number=f"压测函〔2024〕{n + 1}号"
                )
                for row in (item, part, reply):
                    made.setdefault(type(row), []).append(row)
                self._make_page(n, key, children + n + 1, head, made)
                found.append(key[Page])
            self._write(made)
        Page.objects.filter(pk=self.column.pk).update(numchild=models.F("numchild") + count)
        head.save()
        return found

    def _sessions(self, session: Session) -> list[int]:
        """The keys of ten sessions like the item's, each a year earlier than the one before."""
        first = _next(Session)
        made = [
            _copied(session, pk=first + n, code=f"yc{n}", name=f"压测第{n}年", year=session.year - 1 - n)
            for n in range(SESSIONS)
        ]
        return [one.pk for one in Session._base_manager.bulk_create(made)]

    def _make_page(self, n: int, key: dict[type, int], place: int, head: ChainHead, made: dict[type, list]) -> None:
        """A page with its revision, submission, signatures, events and address."""
        pk, own = key[Page], self.notice
        at = own.first_published_at - timedelta(minutes=n + 1)
        slug, path = f"yc-{n:05}", Page._get_path(self.column.path, self.column.depth + 1, place)
        words = {
            "title": f"对《关于第{n}号压测事项的建议》的答复", "unit": f"区压测{n % UNITS}局", "theme": f"压测主题{n % TOPICS}",
        }  # fmt: skip
        places = {
            "slug": slug,
            "path": path,
            "url_path": f"{self.column.url_path}{slug}/",
            "draft_title": words["title"],
        }
        key_of_page = {"translation_key": _uuid(own.translation_key, n), "live_revision_id": key[Revision]}
        times = {"first_published_at": at, "last_published_at": at, "latest_revision_created_at": at}
        page = _copied(
            own, pk=pk, page_ptr_id=pk, id=pk, reply_id=key[type(self.reply)], index_number=f"压测{n:05}",
            latest_revision_id=key[Revision], **words, **places, **key_of_page, **times,
        )  # fmt: skip
        content = self.submission.revision.content | words | places
        content |= {"pk": pk, "reply": page.reply_id, "index_number": page.index_number, "latest_revision": None}
        revision = _copied(self.submission.revision, pk=key[Revision], object_id=str(pk), content=content)
        revision.object_str = words["title"]
        digest = content_sha256(revision, self.submission.files, self.submission.form)
        of_revision = {"page_id": pk, "revision_id": revision.pk, "content_sha256": digest}
        submission = _copied(self.submission, pk=key[Submission], **of_revision)
        signatures = [
            _copied(one, pk=key[SignOff] + place, submission_id=submission.pk, **of_revision)
            for place, one in enumerate(self.signatures)
        ]
        rows = {self.submission.event_id: submission}
        rows |= {one.event_id: row for one, row in zip(self.signatures, signatures, strict=True)}
        changed = {"page": pk, "revision": revision.pk, "sha256": digest, "submission": submission.pk}
        changed |= {"first": plain(at), "last": plain(at)}
        last = None
        for one in self.events:
            head.number += 1
            data = {name: changed.get(name, value) for name, value in one.data.items()}
            last = _copied(one, pk=head.number, data=data, previous=head.digest, form=self.form.number)
            last.digest = head.digest = self.form.seal(last)
            if one.number in rows:
                rows[one.number].event_id = last.number
            made.setdefault(Event, []).append(last)
        address = f"{self._base}{slug}/"
        made.setdefault(PublicAddress, []).append(
            PublicAddress(path=address, page_id=pk, fate="public", at=at, event=last)
        )
        for row in (page, revision, submission, *signatures):
            made.setdefault(type(row), []).append(row)

    @property
    def _base(self) -> str:
        """The column's address on the portal."""
        return self.notice.get_url_parts()[2].rpartition(f"{self.notice.slug}/")[0]

    def _write(self, made: dict[type, list]) -> None:
        pages = made.pop(ReplyNoticePage)
        records = [type(self.reply.assignment.record), type(self.reply.assignment), type(self.reply)]
        for model in [*records, Event]:
            model._base_manager.bulk_create(made.pop(model))
        parents = [
            Page(**{field.attname: getattr(page, field.attname) for field in Page._meta.concrete_fields})
            for page in pages
        ]
        latest = [(page.live_revision_id, page.latest_revision_id, page.pk) for page in parents]
        for page in parents:
            page.live_revision_id = page.latest_revision_id = None  # written below, after the revisions
        Page._base_manager.bulk_create(parents)
        _insert(ReplyNoticePage, pages)
        for model in (Revision, Submission, SignOff, PublicAddress):
            model._base_manager.bulk_create(made.pop(model))
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE wagtailcore_page SET live_revision_id = %s, latest_revision_id = %s WHERE id = %s", latest
            )
        assert not made, made.keys()


def _copied(row: models.Model, **changes):
    """A row like another, not written yet."""
    other = copy.copy(row)
    other._state = copy.copy(row._state)
    other._state.adding, other._state.fields_cache = True, {}
    for name, value in changes.items():
        setattr(other, name, value)
    return other


def _next(model: type[models.Model]) -> int:
    return (model._base_manager.aggregate(last=models.Max("pk"))["last"] or 0) + 1


def _uuid(key, n: int):
    return type(key)(int=key.int ^ (n + 1))


def _insert(model: type[models.Model], rows: Iterable[models.Model]) -> None:
    """Write the child's own columns of rows whose parents are there."""
    fields = list(model._meta.local_concrete_fields)
    names = ", ".join(connection.ops.quote_name(field.column) for field in fields)
    marks = ", ".join("%s" for _field in fields)
    values = [
        [field.get_db_prep_save(getattr(row, field.attname), connection) for field in fields] for row in rows
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {model._meta.db_table} ({names}) VALUES ({marks})", values)
