"""Several districts of one host behind one nginx: each answers under its own name, and nothing of two clashes."""

import io
import shutil

import pytest
from django.core.management import CommandError, call_command

from huiyin.watching.districts import environment_in
from publishing.press.files import PressedFolder
from tests.publishing.press.doors import ask, free_port, nginx_serving, serving


def district(folder, name: str, **other: str):
    """An environment file as an operator fills it in."""
    given = {
        "PORT": "8000",
        "HUIYIN_DATA_DIR": str(folder / name),
        "HUIYIN_BASE_URL": f"https://{name}.example.gov.cn",
        "HUIYIN_API_ORIGINS": "https://www.example.gov.cn",
    } | other
    file = folder / f"{name}.env"
    file.write_text("# 回音\n" + "".join(f'{key}="{value}"\n' for key, value in given.items()), encoding="utf-8")
    return file


def printed(*files, **options) -> str:
    out = io.StringIO()
    call_command("nginx_conf", district=list(files), stdout=out, **options)
    return out.getvalue()


def live(environ, start_response):
    """Stands for Django: says which port it was asked at."""
    body = environ["SERVER_PORT"].encode()
    start_response("200 OK", [("Content-Length", str(len(body)))])
    return [body]


@pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed")
@pytest.mark.parametrize("names", [["bayi"], ["bayi", "milin"]])
def test_nginx_accepts_the_blocks_without_a_warning_and_each_district_answers(tmp_path, names):
    for name in names:
        PressedFolder(tmp_path / name / "pressed").replace_all([("/", name.encode()), ("/500/", b"")])
    with serving(live) as one, serving(live) as two:
        port, ports = free_port(), dict(zip(names, (one, two), strict=False))
        files = [district(tmp_path, name, PORT=str(ports[name])) for name in names]
        with nginx_serving(printed(*files, listen=f"127.0.0.1:{port}"), port, tmp_path):
            for name in names:
                host = f"{name}.example.gov.cn"
                assert ask(port, "/", Host=host).body == name.encode()
                assert ask(port, "/admin/login/", Host=host).body == str(ports[name]).encode()
        assert "[warn]" not in (tmp_path / "error.log").read_text()


@pytest.mark.parametrize(
    ("shared", "named"),
    [
        ({"PORT": "8001"}, "PORT"),
        ({"HUIYIN_DATA_DIR": "/var/lib/huiyin/one"}, "HUIYIN_DATA_DIR"),
        ({"HUIYIN_BASE_URL": "https://one.example.gov.cn"}, "HUIYIN_BASE_URL"),
    ],
)
def test_what_two_districts_may_not_share_is_named(tmp_path, shared, named):
    files = [
        district(tmp_path, name, **({"PORT": port} | shared)) for name, port in (("bayi", "8000"), ("milin", "8002"))
    ]
    with pytest.raises(CommandError, match=rf"bayi\.env 和 .*milin\.env 的 {named} 相同") as refused:
        printed(*files)
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"PORT": "0"}, "PORT 应写成端口"),
        ({"HUIYIN_DATA_DIR": "var"}, "HUIYIN_DATA_DIR 应写成完整路径"),
        ({"HUIYIN_BASE_URL": "https://"}, "HUIYIN_BASE_URL 应写成公众使用的网址"),
        ({"HUIYIN_BASE_URL": "https://[::1"}, "HUIYIN_BASE_URL 应写成公众使用的网址"),
        ({"HUIYIN_API_ORIGINS": "nonsense"}, "HUIYIN_API_ORIGINS"),
        ({"PORT": "'8000"}, "bayi.env"),
    ],
)
def test_what_is_wrong_in_a_districts_file_is_said(tmp_path, given, sentence):
    file = district(tmp_path, "bayi", **given)
    if given.get("PORT") == "'8000":
        file.write_text("PORT='8000\n")
    with pytest.raises(CommandError, match=sentence) as refused:
        printed(file)
    assert refused.value.returncode == 2


def test_a_file_that_is_not_there_or_an_option_beside_it_is_refused(tmp_path):
    with pytest.raises(CommandError, match="没有这个文件"):
        printed(tmp_path / "none.env")
    with pytest.raises(CommandError, match="不能与 --server-name"):
        printed(district(tmp_path, "bayi"), server_name="a.example")


def test_an_environment_file_is_read_as_systemd_does(tmp_path):
    file = tmp_path / "a.env"
    file.write_text("# A=1\n;B=2\nC=3\n D = '4 5'\nE=\nnonsense\n")
    assert environment_in(file) == {"C": "3", "D": "4 5", "E": ""}
