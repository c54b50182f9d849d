from . import collection_policy
from . import res_partner
from . import collection_stock_check
from . import collection_stock_check_decide
from . import sale_order
from . import stock_picking
from . import stock_move
from . import stock_move_line
