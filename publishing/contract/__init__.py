"""A public page as data (数据契约): the same words and facts as its HTML, for whoever builds another front end."""
