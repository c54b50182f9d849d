from . import test_delivery_gate
from . import test_delivery_release
from . import test_install_living
from . import test_upgrade
