"""The comparison of providers: who their customers were is reckoned with, and small numbers are held back.

The method is told in docs/comparison.md. SciPy and statsmodels take seconds to load, so that the modules that
use them are imported only when something is computed: never by a page.
"""
