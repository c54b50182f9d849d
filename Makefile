# Every command sets up by itself what it needs; see tools/ for how.
# ARGS are handed to the command: make test ARGS="-k receipt"

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup test lint

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Get Odoo 19, its Python and a PostgreSQL (the other commands do it too)
	@$(PYTHON) -m tools setup $(ARGS)

test: ## Run the tests; a part of them: make test ARGS="-k receipt"
	@$(PYTHON) -m tools test $(ARGS)

lint: ## Check code, views and translations
	@$(PYTHON) -m tools lint $(ARGS)
