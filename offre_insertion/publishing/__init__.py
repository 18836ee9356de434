"""Publishing: a converted catalogue → files, and later open data and DORA."""
