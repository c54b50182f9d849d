# Every command sets up by itself what it needs; tools/ is how.
# ARGS go to the command: make test ARGS="-k receipt"

PYTHON ?= python3
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help setup test lint demo shell bench screenshots manual readme wheel stop

help: ## Show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 20

setup: ## Get Odoo 19, its Python and a PostgreSQL (the other commands do it too)
	@$(PYTHON) -m tools setup $(ARGS)

demo: ## Open the demo company on http://localhost:8069 (anew: ARGS=--fresh)
	@$(PYTHON) -m tools demo $(ARGS)

test: ## Run the tests (a part of them: ARGS="-k receipt")
	@$(PYTHON) -m tools test $(ARGS)

lint: ## Check code, views and translations
	@$(PYTHON) -m tools lint $(ARGS)

shell: ## Open a Python prompt inside the demo company
	@$(PYTHON) -m tools shell $(ARGS)

bench: ## Measure (ARGS="ledger --size 1000")
	@$(PYTHON) -m tools bench $(ARGS)

screenshots: ## Take the pictures of the Apps page and the manual (some of them: ARGS="NAME ...")
	@$(PYTHON) -m tools screenshots $(ARGS)

manual: ## Make the manual that the app shows of docs/manual
	@$(PYTHON) -m tools manual $(ARGS)

readme: ## Put README.rst of the addons together from their fragments
	@$(PYTHON) -m tools readme $(ARGS)

wheel: ## Pack the addon into dist/, as a wheel and as a zip file
	@$(PYTHON) -m tools wheel $(ARGS)

stop: ## Stop the private PostgreSQL, which otherwise stays for the next call
	@$(PYTHON) -m tools stop $(ARGS)
