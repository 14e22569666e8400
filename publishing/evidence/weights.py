"""The weights (权重) by which readings are compared: one table, in steps of what a reader finds a little less natural."""

NATURAL = 1.25
"A reading that costs at most this much is what the words say; only from such a one is a text accused."
MARGIN = 1.25
"How much dearer another reading may be and still excuse what the natural one accuses."
SKIPPED = 0.25
"Each count that stands between a whole and its parts."
SENTENCE = 0.5
"Each sentence between a whole and its parts."
APART = 2.0
"A part whose words exclude the whole, or that is of another time."
SMALLER = 0.7
"A whole that is less than one of its parts."
NARROW = 1.5
"A whole that says more than its parts, such as 重点件 or 满意."
NESTED = 0.5
"A whole that is itself a part of something else."
NOT_OWNER = 0.5
"A whole that is not the count that 其中 or the bracket stands behind."
TOGETHER = 0.5
"Several counts side by side as one whole: 建议19件、提案27件,其中."
PAIR = 1.25
"Two counts that stand apart as one whole."
BEHIND = 1.75
"A whole behind its parts that no 合计 announces."
HEAD = 1.6
"The first count of a paragraph or text, however far from the parts."
DIVIDED = 0.75
"The same, where a list says that it divides all: 从内容看, 按类别分."
CUT = 1.5
"Each end of a list that is cut where no stronger mark or other kind of word stands."
OPTIONAL = 0.5
"Each count of another kind of words that is left out, such as 含重点3件."
LIMIT = 3.5
"Readings dearer than this are not looked at."
FAR = 3.0
"How many times a sum and its whole may differ before another whole must be meant."
CHANCE = 0.04
"How likely a list that leaves something out may be to come so near its whole, and be accused all the same."
