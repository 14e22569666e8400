"""Where one number explains several contradictions, their messages say what it should be."""

from publishing.evidence import Verdict, check


def advice(text: str) -> set[str]:
    return {one.message.rpartition("。把")[2] for one in check(text).of(Verdict.CLASH) if "。把" in one.message}


def test_one_number_that_mends_a_sum_and_a_share_is_named():
    text = "今年共承办提案46件，其中A类17件，占39.1%；B类17件，占37.0%；C类11件，占23.9%。"
    assert advice(text) == {"“17件”改为“18件”后，两处都一致。"}


def test_one_total_that_mends_two_sums_is_named():
    text = "今年共承办建议19件、提案27件，共47件，其中主办18件，会办28件。"
    assert advice(text) == {"“47件”改为“46件”后，两处都一致。"}


def test_nothing_is_named_where_two_faults_have_nothing_to_do_with_each_other():
    text = "今年共承办建议19件，其中主办12件，会办8件。共承办提案27件，其中主办10件，会办16件。"
    assert len(check(text).of(Verdict.CLASH)) == 2
    assert advice(text) == set()
