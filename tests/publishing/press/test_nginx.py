"""nginx, given our server block, answers as `huiyin serve` does."""

import gzip
import shutil

import pytest
from django.core.management import CommandError, call_command

from publishing.press.answers import Answers, json_file, locations_file
from publishing.press.files import PressedFolder
from publishing.press.headers import public_headers
from publishing.press.nginx import server_block
from publishing.press.server import PressedFiles
from tests.publishing.press.doors import ask, free_port, nginx_serving, serving

PAGE = "<!DOCTYPE html><p>件件有流程、条条有进展、事事有回音</p>".encode() * 50
OTHER = "<!DOCTYPE html><p>请改用新的网址</p>".encode()
SORRY = "<!DOCTYPE html><h1>暂时无法访问</h1>".encode()
SAME = [
    "content-type",
    "cache-control",
    "vary",
    "location",
    "retry-after",
    "access-control-allow-origin",
    "access-control-expose-headers",
    *(name.lower() for name in public_headers()),
]

pytestmark = pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")


def live(environ, start_response):
    """Stands for Django."""
    body = f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']} {environ['HTTP_HOST']}".encode("latin-1")
    start_response("200 OK", [("Content-Type", "text/plain"), ("X-Live", "1"), ("Content-Length", str(len(body)))])
    return [body]


@pytest.fixture
def folder(tmp_path) -> PressedFolder:
    folder = PressedFolder(tmp_path / "pressed")
    folder.replace_all(
        [
            ("/", PAGE),
            ("/zd/", PAGE),
            ("/公开/", PAGE),
            ("/feed/", b"<feed/>", "application/atom+xml"),
            ("/sitemap.xml", b"<urlset/>"),
            ("/zd/index.json", b"{}"),
            ("/media/documents/a.pdf", b"%PDF"),
            ("/media/documents/a.html", PAGE),
            ("/media/documents/附件", b"bytes"),
            ("/404/", b"404"),
            ("/410/", b"410"),
            ("/elder/404/", "长者404".encode()),
            ("/elder/410/", "长者410".encode()),
            ("/500/", SORRY),
            ("/old/", OTHER),
        ]
    )
    gone = {"/gone/", "/elder/gone/", "/media/documents/旧附件.pdf"}
    Answers(
        {"/old/": "/zd/", "/elder/old/": "/elder/zd/", "/atom.xml": "/feed/"}, frozenset(gone), frozenset({"/secret/"})
    ).lay_beside(folder.root)
    return folder


@pytest.fixture
def ports(folder, tmp_path):
    """Of `huiyin serve` with the folder, and of nginx with the folder before a program that has none."""
    with serving(PressedFiles(live, folder.root)) as ours, serving(live) as upstream:
        port = free_port()
        block = server_block(
            folder.root, listen=f"127.0.0.1:{port}", name="localhost", upstream=f"127.0.0.1:{upstream}"
        )
        with nginx_serving(block, port, tmp_path):
            yield ours, port


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nginx_answers_as_the_program_does(ports, method):
    ours, nginx = ports
    paths = [
        "/",
        "/zd/",
        "/zd/?utm_source=wechat",
        "/zd",
        "/zd?from=timeline",
        "/%E5%85%AC%E5%BC%80/",
        "/feed/",
        "/feed",
        "/sitemap.xml",
        "/zd/index.json",
        "/media/documents/a.pdf",
        "/media/documents/a.html",
        "/media/documents/%E9%99%84%E4%BB%B6",
        "/old/",
        "/old/?from=timeline",
        "/old",
        "/elder/old/",
        "/atom.xml",
        "/gone/",
        "/elder/gone/",
        "/media/documents/%E6%97%A7%E9%99%84%E4%BB%B6.pdf",
    ]
    for path in paths:
        one, other = ask(ours, path, method), ask(nginx, path, method)
        assert one.status == other.status, path
        leads_on = one.status == 301  # nginx adds a few words, which nobody reads
        same = set(SAME) - ({"content-type"} if leads_on else set())
        assert {name: one.headers.get(name) for name in same} == {name: other.headers.get(name) for name in same}, path
        assert leads_on or one.body == other.body, path


@pytest.mark.parametrize("origins", [{"*"}, {"https://other.example", "http://127.0.0.1:3000"}])
def test_nginx_lets_the_same_front_ends_read_as_the_program_does(folder, tmp_path, origins):
    port = free_port()
    block = server_block(
        folder.root, listen=f"127.0.0.1:{port}", name="localhost", upstream="127.0.0.1:9", origins=origins
    )
    with serving(PressedFiles(live, folder.root, origins=origins)) as ours, nginx_serving(block, port, tmp_path):
        for origin in ("https://other.example", "https://evil.example", ""):
            for path in ("/zd/index.json", "/zd/", "/zd"):
                one, other = (ask(door, path, **({"Origin": origin} if origin else {})) for door in (ours, port))
                assert {name: one.headers.get(name) for name in SAME[1:]} == {
                    name: other.headers.get(name) for name in SAME[1:]
                }, (origin, path)
                may = "*" if "*" in origins else origin if origin in origins else None
                assert one.headers.get("access-control-allow-origin") == may


def test_nginx_sends_the_compressed_form_that_lies_there(ports, folder):
    answer = ask(ports[1], "/zd/", Accept_Encoding="gzip")
    assert answer.body == (folder.root / "zd/index.html.gz").read_bytes()
    assert gzip.decompress(answer.body) == PAGE
    assert ask(ports[1], "/zd/", Accept_Encoding="gzip", If_None_Match=answer.headers["etag"]).status == 304


@pytest.mark.parametrize(
    "path",
    [
        "/admin/",
        "/feedback/abc/",
        "/admin/login/",
        "/static/portal.css",
        "/healthz",
        "/search/?q=1",
        "/zd/index.html",
        "/zd/index.html.gz",
        "/410/",
        "/elder/404/",
    ]
    + ["/404/", "/500/", "/.git/config", "/secret/", "/nothing/", "/nothing", "/media/documents/none.pdf"],
)
def test_nginx_hands_on_everything_else(ports, path):
    answer = ask(ports[1], path)
    assert answer.headers["x-live"] == "1"
    assert answer.body.decode() == f"GET {path.partition('?')[0]} 127.0.0.1:{ports[1]}"
    assert "content-security-policy" not in answer.headers  # Django's own, and only once


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_a_page_is_there_for_reading_alone(folder, tmp_path, method):
    with serving(PressedFiles(live, folder.root)) as upstream:
        port = free_port()
        block = server_block(
            folder.root, listen=f"127.0.0.1:{port}", name="localhost", upstream=f"127.0.0.1:{upstream}"
        )
        with nginx_serving(block, port, tmp_path):
            answer = ask(port, "/zd/", method)
    assert (answer.status, answer.headers["allow"]) == (200 if method == "OPTIONS" else 405, "GET, HEAD, OPTIONS")


def test_nginx_starts_where_nothing_was_ever_moved(folder, tmp_path):
    for file in (json_file(folder.root), locations_file(folder.root)):
        file.unlink()
    port = free_port()
    block = server_block(folder.root, listen=f"127.0.0.1:{port}", name="localhost", upstream=f"127.0.0.1:{free_port()}")
    with nginx_serving(block, port, tmp_path):
        assert ask(port, "/old/").body == OTHER


def test_an_over_long_address_is_refused_in_words(ports):
    for port in ports:
        answer = ask(port, "/" + "a" * 12000)
        assert (answer.status, "网址太长" in answer.body.decode()) == (414, True)


def test_forms_are_handed_on(ports):
    assert ask(ports[1], "/read/7/", "POST").body.decode().startswith("POST /read/7/")


def test_without_the_program_nginx_still_serves_the_portal(folder, tmp_path):
    port = free_port()
    block = server_block(folder.root, listen=f"127.0.0.1:{port}", name="localhost", upstream=f"127.0.0.1:{free_port()}")
    with nginx_serving(block, port, tmp_path):
        assert ask(port, "/zd/").body == PAGE
        answer = ask(port, "/search/")
        assert (answer.status, answer.body) == (503, SORRY)
        assert answer.headers["retry-after"]
        assert answer.headers["cache-control"] == "no-store"


def test_the_command_prints_the_block(capsys, settings):
    settings.BASE_URL = "https://www.example.gov.cn"
    call_command("nginx_conf", "--listen", "8080")
    printed = capsys.readouterr().out
    assert "listen 8080;" in printed
    assert "server_name www.example.gov.cn;" in printed
    assert f'root "{settings.PRESSED_DIR}";' in printed


ADMIN = "/admin/login/"


@pytest.mark.parametrize(("networks", "status"), [(["127.0.0.0/8"], 200), (["192.0.2.0/24", "198.51.100.7"], 403)])
def test_the_admin_can_be_kept_to_named_networks(folder, tmp_path, networks, status):
    with serving(live) as upstream:
        port = free_port()
        where = {"listen": f"127.0.0.1:{port}", "name": "localhost", "upstream": f"127.0.0.1:{upstream}"}
        with nginx_serving(server_block(folder.root, **where, admin_from=networks), port, tmp_path):
            assert ask(port, ADMIN).status == status
            assert ask(port, "/%61dmin/login/").status == status
            assert ask(port, "//admin//login/").status == status
            assert ask(port, ADMIN, "POST").status == status
            assert ask(port, "/zd/").status == ask(port, "/search/?q=1").status == 200


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--listen", "80; include /etc/passwd"], "--listen 应写成端口或“地址:端口”"),
        (["--listen", "0"], "--listen 应写成端口"),
        (["--listen", "65536"], "--listen 应写成端口"),
        (["--listen", "８０"], "--listen 应写成端口"),
        (["--server-name", "a.example;\nreturn 200"], "--server-name 应写成域名"),
        (["--server-name", "a.example\nb.example"], "--server-name 应写成域名"),
        (["--server-name", ""], "--server-name 应写成域名"),
        (["--server-name", "示例.政务"], "xn--"),
        (["--upstream", "127.0.0.1"], "--upstream 应写成“主机:端口”"),
        (["--upstream", "127.0.0.1:8000;"], "--upstream 应写成"),
        (["--upstream", "[::1%eth0;]:8000"], "--upstream 应写成"),
        (["--upstream", "http://127.0.0.1:8000"], "--upstream 应写成"),
        (["--admin-from", "10.0.0.0/8", "all; allow all"], "--admin-from 应写成 IP 地址或网段"),
        (["--admin-from", "10.0.0.0/33"], "--admin-from 应写成"),
    ],
)
def test_what_is_no_host_port_or_network_is_refused(arguments, sentence, capsys):
    with pytest.raises(CommandError, match=sentence) as refused:
        call_command("nginx_conf", *arguments)
    assert refused.value.returncode == 2
    assert capsys.readouterr().out == ""


def test_what_offices_write_is_accepted(capsys):
    call_command(
        "nginx_conf", "--listen", "[::]:443", "--server-name", "www.example.gov.cn *.example.gov.cn",
        "--upstream", "[::1]:8000", "--admin-from", "10.1.2.3/16", "fd00::/8",
    )  # fmt: skip
    printed = capsys.readouterr().out
    for line in (
        "listen [::]:443;",
        "proxy_pass http://[::1]:8000;",
        "allow 10.1.0.0/16;",
        "allow fd00::/8;",
        "deny all;",
    ):
        assert line in printed
