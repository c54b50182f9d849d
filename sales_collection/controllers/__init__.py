from . import collection_audit
from . import collection_incentive
