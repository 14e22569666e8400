"""How 设置检查 shows what an administrator is to type."""

from huiyin.templatetags.typed_words import typed_as_code


def test_commands_and_settings_are_set_as_code_and_everything_else_is_escaped():
    assert typed_as_code("请运行 huiyin restore --verify 备份文件，<b>不要</b>改 HUIYIN_BASE_URL。") == (
        "请运行 <code>huiyin restore --verify</code> 备份文件，&lt;b&gt;不要&lt;/b&gt;改 <code>HUIYIN_BASE_URL</code>。"
    )
    assert typed_as_code("没有 huiyin，也没有 < 号。") == "没有 huiyin，也没有 &lt; 号。"
