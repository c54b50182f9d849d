"""Read by SQL and printed: the rows behind an exposure."""

from . import (
    collection_exposure_item,
)
