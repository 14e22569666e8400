"""The papers about public pages, a file each; every module here is found by itself."""
