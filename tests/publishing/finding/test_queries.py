"""Forty queries as readers type them, each with the pieces that they expect, the right one first."""

import pytest

from publishing.finding.reading import Query
from tests.publishing.finding.pieces import index, piece, reply

PIECES = (
    reply(1, "对《关于加强农村饮水安全保障的建议》的答复", "全区12个行政村实施了饮水安全巩固提升工程，新建蓄水池3座。",
          unit="区水利局", topic="农林水利", numbers="K001/2024-00001\n巴政函〔2024〕12号"),
    reply(2, "对《关于整治学校周边道路安全隐患的建议》的答复", "学校门口增设减速带，错时上下学。", unit="区公安局",
          reply_class="B", topic="公安司法", numbers="K001/2024-00002\n巴公函〔2024〕3号"),
    reply(3, "对《关于加快老旧小区加装电梯的提案》的答复", "电梯加装实行以奖代补，已完成12部。", kind="提案", unit="区住建局",
          topic="城乡建设", numbers="K001/2024-00003\n巴建函〔2024〕21号", proposer="委员乙"),
    reply(4, "对《关于完善农村公路养护机制的建议》的答复", "乡村公路实行路长制，每年春秋两季维修。", unit="区交通运输局",
          reply_class="C", topic="交通运输", numbers="K001/2023-00018\n巴交函〔2023〕12号", year="2023"),
    reply(5, "对《关于推进５Ｇ网络覆盖偏远乡镇的建议》的答复", "今年新建5G基站46个，WiFi覆盖全部村委会。", unit="区工信局",
          topic="信息通信", numbers="K001/2024-00005"),
    reply(6, "对《关于保护尼洋河湿地的提案》的答复", "编制湿地保护规划，由扎西·次仁等牧民担任护林员。", kind="提案",
          unit="区林草局", reply_class="B", topic="生态环境", numbers="K001/2024-00006", proposer="委员丙等3人"),
    reply(7, "对《关于规范电动自行车停放的建议》的答复", "在𠮷祥小区、岀口广场等处设充电棚12处。", unit="区城管局",
          topic="城乡建设", numbers="K001/2024-00007"),
    reply(8, "对《关于增加养老服务供给的提案》的答复", "新建日间照料中心2处，助餐点5处。", kind="提案", unit="区民政局",
          topic="民生保障", numbers="K001/2024-00008\n巴民函〔2024〕8号", files="附表\n幸福食堂一览表：鲁朗镇幸福食堂"),
    piece(9, "2024年建议提案办理工作总结", "全年共收到建议提案86件，办复率100%。落实农村饮水、学校维修等事项。",
          kind="年度总结", tag="", numbers="K001/2024-00009", facts="2024年\n总体情况"),
    piece(10, "建议提案办理工作办法", "第一条　为规范建议提案办理工作，制定本办法。第十二条　承办单位应当在三个月内答复。",
          kind="文章", tag="", year="2022", numbers="K001/2022-00004\n巴政办发〔2022〕4号", facts="2022年\n办理制度\n区人民政府办公室"),
)  # fmt: skip

QUERIES = [
    # 文号, in any bracket, and parts of it
    ("巴政函〔2024〕12号", 1), ("巴政函[2024]12号", 1), ("巴政函（2024）12号", 1), ("巴政函【2024】12号", 1),
    ("巴政函﹝2024﹞12号", 1), ("巴政函2024 12号", 1), ("〔2024〕21号", 3), ("巴交函", 4), ("2024-00006", 6),
    # 索引号, whole and by its serial; the item's own number
    ("K001/2024-00007", 7), ("k001/2022-00004", 10), ("00018", 4), ("第3号提案", 3), ("第４号建议", 4),
    # titles, pasted whole and in part
    ("对《关于加强农村饮水安全保障的建议》的答复", 1), ("关于加强农村饮水安全保障的建议", 1), ("老旧小区", 3), ("加装电梯", 3),
    ("建议提案办理工作办法", 10), ("工作总结", 9), ("养老服务", 8),
    # parts of words, single characters, several words in any order
    ("湿地", 6), ("棚", 7), ("梯", 3), ("公路养护", 4), ("养护 农村", 4), ("学校维修", 9), ("道路安全 学校", 2), ("饮水 蓄水池", 1),
    # unit, class, year, topic, proposer
    ("区水利局", 1), ("水利局 A类", 1), ("C类", 4), ("2023年", 4), ("生态环境", 6), ("委员乙", 3), ("委员丙等3人", 6),
    # widths, capitals, letters
    ("5G", 5), ("５ｇ", 5), ("wifi", 5), ("WIFI 基站", 5),
    # Traditional characters, rare ones, names with a dot or without
    ("農村飲水", 1), ("老舊小區加裝電梯", 3), ("濕地保護", 6), ("𠮷祥小区", 7), ("𠮷", 7), ("扎西次仁", 6), ("扎西·次仁", 6), ("扎西.次仁", 6),
    # what only an attachment says
    ("幸福食堂", 8), ("鲁朗镇", 8),
]  # fmt: skip


@pytest.fixture(scope="module")
def finder(tmp_path_factory):
    return index(tmp_path_factory.mktemp("found") / "pressed", *PIECES)


@pytest.mark.parametrize(("query", "first"), QUERIES)
def test_what_a_reader_expects_comes_first(finder, query, first):
    found = finder.find(Query(query), 0, 10)
    assert [row.id for row in found.rows][:1] == [first], [row.title for row in found.rows]
    assert not found.fell_back


def test_a_later_part_goes_on_where_the_one_before_it_ended(tmp_path):
    many = [piece(key, "学校" if key % 3 else "乡村", "学校维修。") for key in range(1, 31)]
    query, finder = Query("学校"), index(tmp_path / "pressed", *many)
    whole = [one.id for one in finder.find(query, 0, 30).rows]
    assert [one.id for start in (0, 10, 20) for one in finder.find(query, start, 10).rows] == whole
    assert [key % 3 for key in whole].index(0) == 20
