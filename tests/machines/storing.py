"""Two servers that share no folder for files but an S3 server: moved there by a backup, read, pressed, restored and taken down."""

import json

from tests.machines.clusters import Cluster
from tests.machines.installations import OneServer, servers, within
from tests.machines.object_stores import MISSING, PROGRAM, ObjectServer, object_server
from tests.publishing.press.doors import ask

ACCOUNTS = """
from tracking.models import Person, Role

def account(role):
    return Person.objects.filter(memberships__role=role).exclude(user=None).order_by("pk").first().user
"""
LOGGED_IN = """
import json
from django.test import Client
from tracking.models import Event, PrivateFile

def key(role):
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(account(role))
    return client.cookies["sessionid"].value

scan = PrivateFile.objects.get(pk=Event.objects.exclude(decision=None).first().decision.scan_id)
print("SAID", json.dumps({
    "scan": scan.pk, "place": scan.place, "sha256": scan.sha256,
    "clerk": key(Role.OFFICE_CLERK), "editor": key(Role.EDITOR),
}))
"""
WAITING = """
import json
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tracking.models import Session

client = Client(SERVER_NAME="127.0.0.1")
client.force_login(account(Role.OFFICE_CLERK))
book = SimpleUploadedFile("清单.csv", "编号,类别,案由\\n900,建议,关于示例的建议\\n".encode())
answer = client.post(reverse("import_start"), {"session": Session.objects.first().pk, "workbook": book})
print("SAID", json.dumps({"preview": answer.url, "session": client.cookies["sessionid"].value}))
"""
PUBLISHED = """
import io, json
from PIL import Image
from django.core.files.base import ContentFile
from wagtail.images import get_image_model
from publishing import review
from publishing.models import ArticlePage, ColumnKind, ColumnPage

file = io.BytesIO()
Image.effect_noise((800, 400), 40).convert("RGB").save(file, "JPEG")
image = get_image_model().objects.create(title="示例道路", file=ContentFile(file.getvalue(), "示例.jpg"))
page = ArticlePage(title="示例办理制度", live=False, has_unpublished_changes=True, owner=account(Role.EDITOR))
page.source, page.editor_name = "示例区人民政府办公室", "示例编辑"
page.body = [("paragraph", "第一条　示例条文。"), ("picture", {"image": image, "alt": "示例道路", "caption": ""})]
ColumnPage.objects.filter(kind=ColumnKind.RULES).first().add_child(instance=page)
page.save_revision(user=account(Role.EDITOR), log_action=True)
submission = review.submit(page, account=account(Role.EDITOR))
for level in submission.needed:
    review.sign(submission, level, account=account(f"{level}_reviewer"), comment="同意。")
page.refresh_from_db()
print("SAID", json.dumps({"path": page.get_url_parts()[2], "page": page.pk, "image": image.file.name}))
"""
TAKEN_DOWN = """
from publishing import review
from publishing.models import ArticlePage

page = ArticlePage.objects.get(pk={page})
review.take_down(page, account=account(Role.FINAL_REVIEWER), reason="内容有误。", is_urgent=True)
print("SAID", "{{}}")
"""


def trial(leader: Cluster, follower: Cluster, both: list[OneServer]) -> None:
    """The whole walk, on a database of its own."""
    if not PROGRAM.exists():
        print(f"not tried: {MISSING}")
        return
    origin = both[0]
    folder = origin.folder.parent / "stores"
    leader.ask("CREATE DATABASE huiyin_stores")
    with object_server(folder / "objects") as store:
        given = origin.given | store.environment | {"HUIYIN_DATABASE_URL": leader.url("huiyin_stores")}
        given.pop("HUIYIN_REPLICA_URL")
        with servers(folder, given, "store1", "store2", shared=("keys",)) as two:
            _moved(origin, two, store)
            for one in two:
                one.start()
            _read_by_those_entitled(two, store)
            _pressed_restored_and_taken_down(leader, two, store)


def _said(server: OneServer, words: str) -> dict:
    """What a piece of program told that ran there."""
    line = next(
        one for one in server.run("shell", "-v", "0", "-c", ACCOUNTS + words).splitlines() if one.startswith("SAID ")
    )
    return json.loads(line.removeprefix("SAID "))


def _moved(origin: OneServer, two: list[OneServer], store: ObjectServer) -> None:
    """From folders into the store, by a backup."""
    file = two[0].folder.parent / "moved.zip"
    origin.run("backup", str(file))
    two[0].run("restore", str(file), "--yes")
    kept = {
        path.relative_to(origin.folder).as_posix()
        for name in ("private", "media")
        for path in (origin.folder / name).rglob("*")
        if path.is_file()
    }
    kept = {name for name in kept if not name.endswith("words.changed")}
    print(f"moved from folders into the store: {len(kept)} files, {len(store.names())} objects")
    if not kept or not kept <= store.names():
        raise AssertionError(f"not in the store: {kept - store.names()}")
    for name in ("web1", "web2"):
        two[0].run("servers", "--drop", name)
    checks = json.loads(two[0].run("doctor", "--json", may_find=True))["checks"]
    [said] = [one for one in checks if one["key"] == "attachments"]
    if said["level"] != "green":
        raise AssertionError(said["said"])


def _read_by_those_entitled(two: list[OneServer], store: ObjectServer) -> None:
    """A scan is for the clerk at both servers, and for nobody else; what waits at one is found at the other."""
    said = _said(two[0], LOGGED_IN)
    found = {
        who: {ask(one.port, f"/admin/files/{said['scan']}/", Cookie=f"sessionid={said[who]}").status for one in two}
        for who in ("clerk", "editor")
    }
    stranger = {ask(one.port, f"/admin/files/{said['scan']}/").status for one in two}
    direct = store.ask_as_stranger(f"private/{said['place']}").status
    waiting = _said(two[0], WAITING)
    preview = ask(two[1].port, waiting["preview"], Cookie=f"sessionid={waiting['session']}").status
    print(
        f"a scan: {found}, a stranger {stranger}, at the store {direct}; an upload that waits, at the other server: {preview}"
    )
    if found != {"clerk": {200}, "editor": {404}} or stranger != {302} or direct != 403 or preview != 200:
        raise AssertionError("files were not for those alone who may see them")


def _pictures(server: OneServer) -> set[str]:
    """What it pressed of pictures."""
    return {name for name in server.pressed() if name.startswith("media/pictures/")}


def _pressed_restored_and_taken_down(leader: Cluster, two: list[OneServer], store: ObjectServer) -> None:
    """A page with a picture is public at both; it comes back with a backup, and goes with a take-down."""
    one, other = two
    page = _said(one, PUBLISHED)
    within(60, lambda: all(each.ask(page["path"]).status == 200 for each in two), "the page is public at both")
    # It is answered before it is pressed, too: both folders may be alike because neither has it yet.
    within(
        60, lambda: any(_pictures(one)) and one.pressed() == other.pressed(), "both press the same, with its picture"
    )
    pictures = _pictures(one)
    if store.ask_as_stranger(f"media/{page['image']}").status != 403:
        raise AssertionError("the picture is public at the store")
    file = one.folder.parent / "kept.zip"
    one.run("backup", str(file))
    _said(one, TAKEN_DOWN.format(page=page["page"]))
    within(20, lambda: all(each.ask(page["path"]).status == 410 for each in two), "the page is gone at both")
    within(60, lambda: not any(pictures & each.pressed().keys() for each in two), "its picture is gone at both")
    for each in two:
        each.stop()
    lost = sorted(store.names("private/"))[0]
    store.bucket.Object(lost).delete()
    store.bucket.put_object(Key=f"media/{page['image']}", Body=b"another")
    one.run("restore", str(file), "--yes")
    other.run("press", "--replace")
    for each in two:
        each.start()
    aside = [path.read_bytes() for path in one.folder.glob("before-restore-*/media/**/*") if path.is_file()]
    back = {each.ask(page["path"]).status for each in two}
    print(
        f"published with {len(pictures)} files of a picture, backed up, taken down, restored: {back}; "
        f"a lost scan is back: {lost in store.names()}; what lay there otherwise is kept aside: {b'another' in aside}"
    )
    if back != {200} or lost not in store.names() or b"another" not in aside:
        raise AssertionError("the restore did not bring everything back")
    within(60, lambda: pictures <= other.pressed().keys(), "the picture is back at the other server")
