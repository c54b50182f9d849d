from . import collection_audit
