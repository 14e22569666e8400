"""`huiyin papers`: list the office's papers, and the type that is missing on this machine."""

from tracking import papers
from tracking.management.answering import AnsweringCommand
from tracking.papers.pdf import substituted


class Command(AnsweringCommand):
    """文书目录."""

    help = "列出可以制作的文书：代码、名称、关于什么、版式，以及本机缺少的字体。"

    def handle(self, *args, **options):
        found = papers.papers()
        absent = substituted()
        report = {
            "papers": [
                {
                    "code": one.code,
                    "name": one.name,
                    "about": one.about.code,
                    "format": one.format,
                    "mark": one.mark.value,
                    "forms": list(one.forms),
                    "comes_back": one.comes_back,
                }
                for one in found
            ],
            "substituted": absent,
        }
        lines = [f"{one.code}\t{one.name}\t{one.about.label}\t{one.format}\t{one.mark.label}" for one in found]
        lines += [f"本机没有{kind}字体，以“{stand_in}”代替。" for kind, stand_in in absent.items()]
        self.answer(report, lines, as_json=options["json"])
