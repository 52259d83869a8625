# Shortcuts for those who have make; everything is told by `python3 dev.py`.
COMMANDS = setup run test check year screenshots mails stop demo

help:
	@python3 dev.py help

$(COMMANDS):
	@python3 dev.py $@ $(ARGS)

bench:
	@python3 dev.py shell --no-imports -c "from tests.benches import start_pages; start_pages.main()"

.PHONY: help bench $(COMMANDS)
