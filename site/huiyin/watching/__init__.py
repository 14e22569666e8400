"""Watching (设置检查): what an operator should know of a running installation, for `huiyin doctor` and a page of the admin."""
