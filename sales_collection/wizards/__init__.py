from . import collection_responsible
