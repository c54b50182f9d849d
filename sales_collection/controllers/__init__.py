from . import collection_incentive
