"""How long things take: a generator of histories of any size, and one file per capability that is measured."""
