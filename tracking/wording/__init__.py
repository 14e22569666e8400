"""Words, brackets, names, numbers and dates in Chinese text: what import, review, evidence and screening share.

A text that comes in is cleaned (`clean`, `clean_line`; a person's name by `split_names`); what searches and comparisons read is `folded`.
"""

from tracking.wording.characters import half_width_between_han, normalise, says_nothing
from tracking.wording.clauses import clauses
from tracking.wording.cleaning import clean, clean_line, said_unknown, unknown_characters
from tracking.wording.dates import is_at_once, read_date
from tracking.wording.drafts import PROMISING, Heading, Hint, LetterDraft, by_heading, hints
from tracking.wording.folding import find, folded
from tracking.wording.item_numbers import ItemNumber, read_item_number
from tracking.wording.messages import name_item, without_people
from tracking.wording.numerals import chinese_number, decimal_number, item_number, to_chinese
from tracking.wording.personal import mask_personal, personal_numbers
from tracking.wording.persons import Names, is_collective, split_names
from tracking.wording.requests import split_requests
from tracking.wording.spreadsheets import escaped, in_cells, is_cut_from, is_full, of_cells, unescaped
from tracking.wording.terms import Severity, Term, doc_number_problem, terms, unbalanced_brackets
from tracking.wording.titles import clip_title, strip_boilerplate
from tracking.wording.unit_names import UnitName, split_units, units_in
