"""A stock Wagtail site with one page, as the tutorials build it: what the portal's pages are compared with."""
