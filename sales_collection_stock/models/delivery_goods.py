"""What of deliveries goes to a customer, which of it an order covers, and what the rest is worth."""

from collections import defaultdict
from functools import cached_property

#: goods that come from there are not ours: returned ones, and those that a vendor sends
NOT_OURS = ("customer", "supplier")


class DeliveryGoods:
    """The goods of deliveries of one company, in the units of their products.

    An order covers what was ordered and has not left yet, if it is confirmed and for whom the goods go to. The rest is
    worth what the customer would pay for a single unit by his price list, taxes included: nobody has agreed on a
    discount for more.
    """

    def __init__(self, company, pickings, planned):
        # sudo: what counts are the order, the customer and the price, whoever sends the goods
        self.company, self.env, self.pickings = company, pickings.env, pickings.sudo()
        self.orders = {picking: self.env["sale.order"].sudo() for picking in self.pickings}  # sudo: as above
        self.ordered, self.unordered = (
            {picking: defaultdict(lambda: defaultdict(float)) for picking in self.pickings} for _kind in range(2)
        )
        self._sort(self._quantities(planned))

    def partners(self, *pickings):
        """Return whoever is asked about: for whom these goods are, and whose orders they are of."""
        found = {partner.id for picking in pickings for partner in self.unordered[picking]}
        found.update(partner.id for picking in pickings for partner in self.held_to(self.orders[picking]))
        return self.env["res.partner"].browse(found)

    def held_to(self, orders):
        """Return whose stop counts for orders: whoever gets the invoice, then whoever ordered."""
        return orders._collection_credit_addresses() | orders._collection_credit_buyers().sudo(False)

    # -- what leaves -------------------------------------------------------------------------------

    def _quantities(self, planned):
        """Return {move: how much of it is ours and goes to a customer for good}."""
        found = {}
        for move in self.pickings.move_ids:
            leaving = move.move_line_ids.filtered(lambda line: line._collection_goes_out())
            quantity = sum(leaving.mapped("quantity_product_uom"))
            if move.state == "done":
                quantity -= sum(back.product_qty for back in move.returned_move_ids if back.state == "done")
            elif planned and move.location_dest_id.usage == "customer" and move.location_id.usage not in NOT_OURS:
                quantity = max(quantity, move.product_qty)
            if quantity > 0 and move.state != "cancel":
                found[move] = quantity
        return found

    def _sort(self, quantities):
        """Tell what orders cover from what nobody has let through."""
        left = self._left(quantities)
        for move, quantity in quantities.items():
            picking, order = move.picking_id, move.sale_line_id.order_id
            stands = self._stands_behind(order, picking)
            covered = self._covered(move, quantity, left) if stands else 0
            partner = (
                self.held_to(order)[:1] if stands else picking.partner_id or move.partner_id or order.partner_id
            ).sudo(False)
            if not partner:
                continue  # fetched by somebody unknown
            if covered:
                self.orders[picking] |= order
                self.ordered[picking][partner][move.product_id] += covered
            if move.product_id.uom_id.compare(quantity, covered) > 0:
                self.unordered[picking][partner][move.product_id] += quantity - covered

    def _covered(self, move, quantity, left):
        line = move.sale_line_id
        if move.product_id == line.product_id:
            covered = min(quantity, max(left[line], 0))
            left[line] -= covered
            return covered
        # the parts of a kit are not in the unit of what was ordered
        return quantity if "bom_line_id" in move and move.bom_line_id else 0

    def _left(self, quantities):
        """Return {order line: what it leaves to be delivered besides these moves}."""
        left = {}
        for line in self.pickings.move_ids.sale_line_id:
            uom = line.product_id.uom_id
            left[line] = line.product_uom_id._compute_quantity(line.product_uom_qty, uom, round=False)
            for move in line.move_ids:
                if move.state == "done" and move.product_id == line.product_id and move not in quantities:
                    gone = (move.location_dest_id.usage == "customer") - (move.location_id.usage == "customer")
                    left[line] -= gone * move.product_uom._compute_quantity(move.quantity, uom, round=False)
        return left

    def _stands_behind(self, order, picking):
        """Return whether the gate has let the order through, and it is for whom the goods go to."""
        named = order.partner_id | order.partner_shipping_id | order.partner_invoice_id
        receiver = picking.partner_id.commercial_partner_id
        return order.state == "sale" and (not receiver or receiver in named.commercial_partner_id)

    # -- what it is worth --------------------------------------------------------------------------

    def value(self, picking):
        """Return what all goods of a delivery are worth, in company currency."""
        ordered = sum(self.worth(partner, products) for partner, products in self.ordered[picking].items())
        return ordered + self.unordered_value(picking)

    def unordered_value(self, picking):
        """Return what those goods of a delivery are worth that no order covers."""
        return sum(self.worth(partner, products) for partner, products in self.unordered[picking].items())

    def worth(self, partner, products):
        """Return what a customer would pay for {product: quantity}, in company currency."""
        prices, taxes = self._prices[self._customer(partner)]
        currency = self.company.currency_id
        return sum(
            taxes[product].compute_all(prices[product.id], currency, quantity, product, partner)["total_included"]
            for product, quantity in products.items()
        )

    def _customer(self, partner):
        # sudo: prices count, whoever sends the goods
        return partner.sudo().with_company(self.company)

    @cached_property
    def _prices(self):
        """Return {customer: (price of one by product id, taxes by product)} of all goods."""
        wanted = defaultdict(set)
        for goods in (*self.ordered.values(), *self.unordered.values()):
            for partner, products in goods.items():
                wanted[self._customer(partner)].update(products)
        lists = defaultdict(set)
        for customer, products in wanted.items():
            lists[customer.property_product_pricelist].update(products)
        currency = self.company.currency_id
        prices = {
            pricelist: pricelist.with_company(self.company)._get_products_price(
                self.env["product.product"].sudo().union(*products).with_company(self.company), 1.0, currency=currency
            )
            for pricelist, products in lists.items()
        }
        return {
            customer: (prices[customer.property_product_pricelist], self._taxes(customer, products))
            for customer, products in wanted.items()
        }

    def _taxes(self, customer, products):
        position = customer.env["account.fiscal.position"]._get_fiscal_position(customer)
        return {one: position.map_tax(one.taxes_id._filter_taxes_by_company(self.company)) for one in products}
