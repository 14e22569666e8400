"""What the example's letters and notes say: for the two named proposers, what the summary says was done."""

MAINTENANCE = "关于林芝县乡学校配备多媒体一体机电脑专业维修人员的建议"
RENEWAL = "关于加快实施巴宜区布久乡孜热村升级改造项目的建议"

LETTERS = {
    MAINTENANCE: (
        "美志高委员：\n"
        "您提出的《关于林芝县乡学校配备多媒体一体机电脑专业维修人员的建议》（第{number}号）收悉。现答复如下：\n"
        "办理过程中，我们认真征求您的意见，积极召集各学校进行座谈交流，形成一致方案后，及时与您沟通。\n"
        "目前，已解决各学校（园）信息化设施设备专业维修人员短缺的问题，确保现代信息化设备及网络资源有效地为教育教学服务。\n"
        "感谢您对我区教育工作的关心和支持。"
    ),
    RENEWAL: (
        "乔次仁代表：\n"
        "您提出的《关于加快实施巴宜区布久乡孜热村升级改造项目的建议》（第{number}号）收悉。现答复如下：\n"
        "我们严格按照要求，认真研究，逐一梳理计划，并以“一人一事项”的方式每日跟进项目进展及项目推进过程中存在的重难点问题，"
        "多次派员前往自治区、市发改委等有关上级单位对接，协调破除前期工作障碍。\n"
        "目前，群众补偿款正在走资金拨付流程，待流程完毕后及时将补偿款拨付至布久乡，由布久乡人民政府负责兑现给群众，"
        "相关升级改造工作正在加紧推进。\n"
        "感谢您对我区工作的关心和支持。"
    ),
}
CLASSES = {MAINTENANCE: "A", RENEWAL: "B"}
PROMISES = {
    RENEWAL: "待资金拨付流程完毕后，及时将补偿款拨付至布久乡，由布久乡人民政府负责兑现给群众。（承诺时限为示例）"
}
CONTACTS = {
    MAINTENANCE: "征求意见，召集各学校座谈交流，形成一致方案后与委员沟通。",
    RENEWAL: "（示例）总结未载明沟通的时间和方式，此条为演示流程登记。",
}
NOTES = {
    MAINTENANCE: "召集各学校进行座谈交流，形成一致方案。",
    RENEWAL: "以“一人一事项”的方式每日跟进项目进展，多次派员前往自治区、市发改委等有关上级单位对接。",
}
FULFILMENTS = {
    MAINTENANCE: ("done", "已解决各学校（园）信息化设施设备专业维修人员短缺的问题。"),
    RENEWAL: (
        "under_way",
        "群众补偿款正在走资金拨付流程，待流程完毕后及时将补偿款拨付至布久乡；相关升级改造工作正在加紧推进。",
    ),
}
FIRST_DRAFT = "（示例）经研究，我区正在积极推进有关工作，请予支持。"


def letter_on(title: str, number: int) -> str:
    """The letter on one of the two, with the number that its item has in the ledger."""
    return LETTERS[title].format(number=number)


def opinion_on(topic: str) -> str:
    """The example's text of a 会办意见, marked as such."""
    return (
        f"（示例）关于“{topic}”，我区提出如下会办意见：\n"
        "一、同意提案、建议所提方向，愿意配合市主办单位做好调研和方案拟定工作。\n"
        "二、涉及我区的事项由区承办单位按照职责落实，并向市主办单位反馈进展。"
    )
