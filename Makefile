# make: the package. make arm64: that of the other machine type. make demo: the product at work. make test: all tests, as .ci/run has them.
.PHONY: all arm64 demo test lab bench clean

all: node_modules/.package-lock.json
	@sh packaging/host-packages.sh binutils
	@npm run --silent build

arm64: node_modules/.package-lock.json
	@sh packaging/host-packages.sh binutils-aarch64-linux-gnu
	@npm run --silent build -- --arch arm64

demo: all
	@npm run --silent demo

test: node_modules/.package-lock.json
	@sh packaging/host-packages.sh binutils binutils-aarch64-linux-gnu lintian man-db shellcheck tmux
	@npm run --silent test

# Leaves two machines running, and says how to enter them.
lab: node_modules/.package-lock.json
	@npm run --silent lab -- up

bench: all
	@sh packaging/host-packages.sh time
	@npm run --silent bench

clean:
	rm -rf dist deb

node_modules/.package-lock.json: package-lock.json
	@echo "npm ci: the packages that the lock file names, with a Node of their own"
	@npm ci --no-audit --no-fund --loglevel=error
	@touch $@
