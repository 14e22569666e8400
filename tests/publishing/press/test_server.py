"""What readers get at the door: pressed pages whatever the database does, and everything else from Django."""

import gzip
import re
import threading
import time

import brotli
import pytest
from django.core.signals import got_request_exception
from django.db.utils import DatabaseError, InterfaceError, OperationalError, ProgrammingError

from publishing.press.answers import Answers, json_file
from publishing.press.files import PressedFolder
from publishing.press.headers import PUBLIC_POLICY, SECURITY_HEADERS
from publishing.press.server import (
    COMPARED_EVERY,
    LARGEST_KEPT,
    SEARCHES_AT_ONCE,
    SEARCHES_WAITING,
    PressedFiles,
    encodings,
)
from tests.publishing.press.doors import ask, serving

PAGE = "<!DOCTYPE html><p>件件有流程、条条有进展、事事有回音</p>".encode() * 50
OTHER = "<!DOCTYPE html><p>办复率100%</p>".encode() * 50
SORRY = "<!DOCTYPE html><h1>暂时无法访问</h1>".encode()
WAIT = COMPARED_EVERY + 0.1


def live(environ, start_response):
    """Stands for Django; what its address names befalls it."""
    path, method = environ["PATH_INFO"], environ["REQUEST_METHOD"]
    errors = {
        "/raises/": OperationalError("connection refused"),
        "/loses/": InterfaceError("connection already closed"),
        "/corrupt/": DatabaseError("database disk image is malformed"),
        "/breaks/": ZeroDivisionError("a mistake of the program"),
    }
    if path in errors:
        raise errors[path]
    handled = {"/answers-500/": OperationalError("no database"), "/mistaken/": ProgrammingError("a mistake")}
    if path in handled:
        try:
            raise handled[path]
        except type(handled[path]):
            got_request_exception.send(sender=None, request=None)
        start_response("500 Internal Server Error", [("Content-Type", "text/html")])
        return [b"Django's own page"]
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Live", "1")])
    return [f"{method} {path}".encode("latin-1")]


@pytest.fixture
def folder(tmp_path) -> PressedFolder:
    folder = PressedFolder(tmp_path / "pressed")
    messages = [("/404/", b"404"), ("/410/", b"410"), ("/500/", SORRY)]
    elder = [("/elder/404/", "长者404".encode()), ("/elder/410/", "长者410".encode())]
    folder.replace_all([("/", PAGE), ("/zd/", PAGE), ("/公开/", OTHER), ("/old/", OTHER), *messages, *elder])
    gone = {mode + path for mode in ("", "/elder") for path in ("/gone/", "/a/gone.pdf")}
    moved = {"/old/": "/zd/", "/rss.xml": "/公开/"}
    Answers(moved, frozenset(gone), frozenset({"/secret/", "/elder/secret/"})).lay_beside(folder.root)
    return folder


@pytest.fixture
def door(folder) -> PressedFiles:
    return PressedFiles(live, folder.root)


@pytest.fixture
def port(door):
    with serving(door) as port:
        yield port


# Pressed pages ---------------------------------------------------------------------------------
def test_a_pressed_page_is_answered_before_django(port):
    answer = ask(port, "/zd/")
    assert (answer.status, answer.body) == (200, PAGE)
    assert "x-live" not in answer.headers
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.headers["content-length"] == str(len(PAGE))
    assert answer.headers["cache-control"] == "no-cache"
    assert "last-modified" in answer.headers
    assert "set-cookie" not in answer.headers


def test_every_pressed_answer_carries_the_table_of_headers(port):
    for path, method in [("/zd/", "GET"), ("/zd/", "HEAD"), ("/zd", "GET"), ("/raises/", "GET")]:
        headers = ask(port, path, method).headers
        assert {name: headers[name.lower()] for name in SECURITY_HEADERS} == SECURITY_HEADERS
        given = dict(one.split(" ", 1) for one in headers["content-security-policy"].split("; "))
        assert given == {name: " ".join(sources) for name, sources in PUBLIC_POLICY.items()}


def test_a_head_request_gets_the_headers_alone(port):
    answer, page = ask(port, "/zd/", "HEAD"), ask(port, "/zd/")
    assert answer.body == b""
    assert answer.headers | {"date": ""} == page.headers | {"date": ""}


@pytest.mark.parametrize("query", ["?utm_source=wechat", "?from=singlemessage&isappinstalled=0", "?"])
def test_what_trackers_append_changes_nothing(port, query):
    assert ask(port, f"/zd/{query}").body == PAGE


def test_chinese_addresses_are_found(port):
    assert ask(port, "/%E5%85%AC%E5%BC%80/").body == OTHER
    assert ask(port, "/%E5%85%AC%E5%BC%80").headers["location"] == "/%E5%85%AC%E5%BC%80/"


def test_an_address_without_its_slash_is_led_to_the_page(port):
    answer = ask(port, "/zd?from=timeline")
    assert (answer.status, answer.headers["location"]) == (301, "/zd/?from=timeline")
    assert ask(port, "/nothing").status == 200  # Django's


@pytest.mark.parametrize("path", ["/404/", "/500/", "/404", "/zd/index.html", "/zd/index.html.gz", "/zd/../"])
def test_the_folders_own_names_are_no_addresses(port, path):
    assert "x-live" in ask(port, path).headers


@pytest.mark.parametrize("path", ["/admin/", "/static/portal.css", "/healthz", "/healthz/", "/feedback/abc/"])
def test_what_is_always_live_goes_to_django_even_if_a_file_lies_there(port, folder, path):
    file = folder.root / (path.strip("/") + ("/index.html" if path.endswith("/") else ""))
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(PAGE)
    assert "x-live" in ask(port, path).headers


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_page_is_there_for_reading_alone(port, method):
    for path in ("/zd/", "/zd", "/old/", "/gone/"):
        answer = ask(port, path, method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, OPTIONS"), path
        assert "只供阅读" in answer.body.decode()
    assert ask(port, "/nothing/", method).body == f"{method} /nothing/".encode()


def test_a_page_says_what_may_be_done_with_it(port):
    answer = ask(port, "/zd/", "OPTIONS")
    assert (answer.status, answer.headers["allow"], answer.body) == (200, "GET, HEAD, OPTIONS", b"")


# Where nothing is pressed any more -------------------------------------------------------------
def test_an_address_that_was_left_leads_on(port):
    answer = ask(port, "/old/?from=timeline")
    assert (answer.status, answer.headers["location"]) == (301, "/zd/?from=timeline")
    assert answer.headers["cache-control"] == "no-cache"
    assert ask(port, "/old").headers["location"] == "/old/"
    assert ask(port, "/rss.xml").headers["location"] == "/%E5%85%AC%E5%BC%80/"


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
def test_what_was_taken_down_for_secrecy_is_told_by_nothing_from_what_never_was(port, method):
    for path in ("/secret/", "/secret", "/elder/secret/"):
        there, never = ask(port, path, method), ask(port, path.replace("secret", "nothing"), method)
        headers = [one.headers | {"date": "", "content-length": ""} for one in (there, never)]
        assert (there.status, headers[0]) == (never.status, headers[1])
        assert there.body == (b"" if method == "HEAD" else f"{method} {path}".encode()), "Django answers"


@pytest.mark.parametrize(("path", "status"), [("/gone/", 410), ("/a/gone.pdf", 410)])
def test_what_was_taken_down_says_so_in_the_mode_of_its_reader(port, path, status):
    for mode, words in (("", f"{status}"), ("/elder", f"长者{status}")):
        answer = ask(port, mode + path)
        assert (answer.status, answer.body.decode()) == (status, words)
        assert answer.headers["cache-control"] == "no-cache"
        assert {"x-content-type-options", "content-security-policy"} <= answer.headers.keys()
    assert ask(port, path, "HEAD").body == b""


def test_answers_are_read_anew_once_they_have_changed(port, folder):
    assert ask(port, "/gone/").status == 410
    Answers(moved={"/gone/": "/zd/"}).lay_beside(folder.root)
    time.sleep(WAIT)
    assert ask(port, "/gone/").headers["location"] == "/zd/"
    json_file(folder.root).write_text("{")
    time.sleep(WAIT)
    assert "x-live" in ask(port, "/gone/").headers


def test_an_over_long_address_is_refused_in_words(port):
    for path in ("/" + "a" * 3000, "/zd/?q=" + "a" * 9000):
        answer = ask(port, path)
        assert (answer.status, "网址太长" in answer.body.decode()) == (414, True)
    assert "x-live" in ask(port, "/admin/?" + "a" * 9000).headers
    assert ask(port, "/zd/?q=" + "a" * 5000).body == PAGE


def test_searches_take_turns_and_one_too_many_is_told_so(folder):
    inside, most, go_on = [], [], threading.Event()

    def slow(environ, start_response):
        inside.append(1)
        most.append(len(inside))
        go_on.wait(20)
        inside.pop()
        return live(environ, start_response)

    statuses = []
    with serving(PressedFiles(slow, folder.root)) as port:
        many = [
            threading.Thread(target=lambda: statuses.append(ask(port, "/search/?q=1").status))
            for _number in range(SEARCHES_WAITING + 1)
        ]
        for one in many:
            one.start()
        while not statuses:
            time.sleep(0.01)
        assert (statuses, ask(port, "/zd/").body) == ([503], PAGE)
        go_on.set()
        for one in many:
            one.join()
    assert sorted(statuses) == [200] * SEARCHES_WAITING + [503]
    assert max(most) == SEARCHES_AT_ONCE


def test_files_carry_the_type_that_their_name_says_and_an_uploaded_page_is_a_download(port, folder):
    names = {
        "/media/documents/a.pdf": "application/pdf",
        "/media/images/a.PNG": "image/png",
        "/media/documents/a.html": "application/octet-stream",
        "/media/documents/a.js": "application/octet-stream",
        "/sitemap.xml": "application/xml; charset=utf-8",
    }
    for path, kind in names.items():
        folder.write(path, PAGE)
        assert ask(port, path).headers["content-type"] == kind


# Encodings -------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip, deflate", "gzip"),
        ("gzip;q=1.0, br;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("BR", "br"),
        ("x-gzip", "gzip"),
        ("*", "br"),
        ("*;q=0.5, br;q=0.1", "gzip"),
        ("identity, gzip;q=0.5", "identity"),
        ("gzip;q=0", "identity"),
        ("identity;q=0, *;q=0", "identity"),
        ("deflate", "identity"),
        ("gzip;q=nonsense", "identity"),
        ("gzip ; q=0.8 , ;;, ", "gzip"),
        ("", "identity"),
    ],
)
def test_the_encoding_is_the_best_that_the_reader_takes(accepted, encoding):
    assert encodings(accepted)[0] == encoding


def test_each_encoding_has_its_own_bytes_and_tag(port):
    read = {"identity": bytes, "gzip": gzip.decompress, "br": brotli.decompress}
    tags = set()
    for encoding, decompress in read.items():
        answer = ask(port, "/zd/", Accept_Encoding=encoding)
        assert decompress(answer.body) == PAGE
        assert answer.headers.get("content-encoding", "identity") == encoding
        assert answer.headers["vary"] == "Accept-Encoding"
        assert re.fullmatch(r'"[0-9a-f]{32}(-gz|-br)?"', answer.headers["etag"])
        tags.add(answer.headers["etag"])
    assert len(tags) == 3


def test_pages_with_the_same_bytes_have_the_same_tag(port):
    tags = [ask(port, path).headers["etag"] for path in ("/", "/zd/", "/%E5%85%AC%E5%BC%80/")]
    assert tags[0] == tags[1] != tags[2]


# Only when it changed --------------------------------------------------------------------------
@pytest.mark.parametrize("known", ["{}", "W/{}", '"other", {}', 'W/"other",{}', "*"])
def test_a_reader_who_has_the_page_is_told_so(port, known):
    tag = ask(port, "/zd/", Accept_Encoding="gzip").headers["etag"]
    answer = ask(port, "/zd/", Accept_Encoding="gzip", If_None_Match=known.format(tag))
    assert (answer.status, answer.body) == (304, b"")
    assert answer.headers["etag"] == tag
    assert answer.headers["vary"] == "Accept-Encoding"
    assert not {"content-type", "content-encoding"} & answer.headers.keys()


@pytest.mark.parametrize("known", ['"other"', "nonsense", '"{}'])
def test_a_reader_who_has_something_else_gets_the_page(port, known):
    assert ask(port, "/zd/", If_None_Match=known).status == 200


def test_a_tag_of_another_encoding_is_not_this_ones(port):
    tag = ask(port, "/zd/", Accept_Encoding="gzip").headers["etag"]
    assert ask(port, "/zd/", Accept_Encoding="br", If_None_Match=tag).status == 200


def test_a_date_counts_where_no_tag_is_given(port):
    answer = ask(port, "/zd/")
    modified = answer.headers["last-modified"]
    assert ask(port, "/zd/", If_Modified_Since=modified).status == 304
    assert ask(port, "/zd/", If_Modified_Since="Mon, 01 Jan 2024 00:00:00 GMT").status == 200
    assert ask(port, "/zd/", If_Modified_Since="yesterday").status == 200
    assert ask(port, "/zd/", If_Modified_Since=modified, If_None_Match='"other"').status == 200


# What changes in the folder --------------------------------------------------------------------
def test_a_change_is_seen_within_a_second(port, folder):
    old = ask(port, "/zd/").headers["etag"]
    folder.write("/zd/", OTHER)
    time.sleep(WAIT)
    answer = ask(port, "/zd/", Accept_Encoding="gzip", If_None_Match=old)
    assert gzip.decompress(answer.body) == OTHER


def test_a_page_taken_down_is_gone_within_a_second(port, folder):
    assert ask(port, "/zd/").body == PAGE
    folder.remove("/zd/")
    time.sleep(WAIT)
    assert "x-live" in ask(port, "/zd/").headers


def test_a_new_page_is_there_at_once(port, folder):
    assert "x-live" in ask(port, "/new/").headers
    folder.write("/new/", PAGE)
    assert ask(port, "/new/").body == PAGE


def test_a_page_read_while_it_is_written_is_never_a_mixture(port, folder):
    ends = threading.Event()

    def write() -> None:
        for turn in range(60):
            folder.write("/zd/", (OTHER, PAGE)[turn % 2])
            time.sleep(0.02)
        ends.set()

    thread = threading.Thread(target=write)
    thread.start()
    while not ends.is_set():
        answer = ask(port, "/zd/")
        assert answer.body in (PAGE, OTHER)
        assert len(answer.body) == int(answer.headers["content-length"])
    thread.join()


def test_memory_holds_only_what_it_may(folder):
    for number in range(20):
        folder.write(f"/many/{number}/", PAGE + str(number).encode())
    one = PressedFiles(live, folder.root).find("/many/0/").size
    door = PressedFiles(live, folder.root, memory=5 * one)
    with serving(door) as port:
        for number in [*range(20), *range(20)]:
            ask(port, "/many/0/")
            assert ask(port, f"/many/{number}/").body == PAGE + str(number).encode()
    kept = door._kept
    assert len(kept) <= 5
    assert "/many/0/" in kept  # read most often
    assert "/many/1/" not in kept


@pytest.mark.parametrize("encoding", ["identity", "gzip"])
def test_a_large_file_is_read_in_pieces_and_not_kept(port, door, folder, encoding):
    large = bytes(range(256)) * ((LARGEST_KEPT + 1000) // 256)
    folder.write("/media/documents/large.pdf", large)
    answer = ask(port, "/media/documents/large.pdf", Accept_Encoding=encoding)
    assert answer.body == large
    assert door.find("/media/documents/large.pdf").size < 10_000
    again = ask(port, "/media/documents/large.pdf", If_None_Match=answer.headers["etag"])
    assert again.status == 304


def test_a_large_file_that_has_just_been_replaced_is_answered_whole(port, folder):
    for body in (b"a" * (LARGEST_KEPT + 1), b"b" * (LARGEST_KEPT + 2), b"small"):
        folder.write("/media/documents/large.pdf", body)
        assert ask(port, "/media/documents/large.pdf").body == body
    folder.write("/media/documents/large.pdf", b"a" * (LARGEST_KEPT + 1))
    time.sleep(WAIT)
    ask(port, "/media/documents/large.pdf")
    folder.remove("/media/documents/large.pdf")
    assert "x-live" in ask(port, "/media/documents/large.pdf").headers


# When the database is down ---------------------------------------------------------------------
@pytest.mark.parametrize("path", ["/raises/", "/loses/", "/corrupt/", "/answers-500/"])
def test_when_the_database_fails_django_the_pressed_page_says_so(port, path):
    answer = ask(port, path)
    assert (answer.status, answer.body) == (503, SORRY)
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["cache-control"] == "no-store"
    assert ask(port, path, "HEAD").body == b""
    assert ask(port, path, "POST").status == 503
    assert ask(port, "/zd/").body == PAGE


def test_a_mistake_of_the_program_is_no_outage(port):
    answer = ask(port, "/breaks/")
    assert (answer.status, answer.body) == (500, SORRY)
    assert ask(port, "/mistaken/").body == b"Django's own page"


def test_one_outage_does_not_colour_the_next_answer(door):
    seen = []
    for path in ("/answers-500/", "/mistaken/", "/fine/"):
        environ = {"REQUEST_METHOD": "GET", "PATH_INFO": path}
        door(environ, lambda status, headers: seen.append(status[:3]))
    assert seen == ["503", "500", "200"]


def test_a_portal_never_pressed_says_plainly_that_it_is_down(tmp_path):
    with serving(PressedFiles(live, tmp_path / "nothing")) as port:
        assert "x-live" in ask(port, "/").headers
        answer = ask(port, "/raises/")
        assert answer.status == 503
        assert "暂时无法访问" in answer.body.decode()


def test_slow_answers_of_django_leave_room_for_the_pressed_pages(folder):
    end = threading.Event()

    def slow(environ, start_response):
        end.wait(10)
        return live(environ, start_response)

    with serving(PressedFiles(slow, folder.root, live_at_once=2)) as port:
        waiting = [threading.Thread(target=ask, args=(port, "/admin/")) for _one in range(2)]
        for thread in waiting:
            thread.start()
        time.sleep(0.2)
        assert ask(port, "/admin/").status == 503
        assert ask(port, "/zd/").body == PAGE
        end.set()
        for thread in waiting:
            thread.join()
        assert ask(port, "/admin/").status == 200
