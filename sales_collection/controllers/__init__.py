from . import collection_audit
from . import collection_incentive
from . import collection_manual
