"""Which characters belong to which script: Chinese characters, and letters that need an invisible joiner."""

HAN = "\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"Han characters with 〇, for use inside a character class."

JOINING = (
    "\u0600-\u06ff\u0700-\u07ff\u0840-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\ufb50-\ufdff\ufe70-\ufefc"
    "\u2600-\u27bf\U0001f000-\U0001faff"
)
"Arabic (with Uyghur and Kazakh), Syriac, Indian, Burmese, Khmer and Mongolian letters, and pictures joined of several."
