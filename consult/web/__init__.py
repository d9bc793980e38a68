"""The HTTP toolkit: guards, errors, forms, page helpers, headers, the cache of public pages, the command line.

It knows no package.
"""
