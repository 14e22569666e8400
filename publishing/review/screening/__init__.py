"""The screening of a page (内容筛查): its words and files looked through, masked by a click, answered for by a second person."""
