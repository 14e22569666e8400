"""The steps of 开始使用: a list that knows what is done, and a page for each."""
