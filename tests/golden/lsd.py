#!/usr/bin/env python3
"""Reference values for the LSD training step, from PyTorch's own autograd, in float64.

    /usr/bin/python3 lsd.py --out .    # lsd.json and lsd-*.json as they are here

Needs PyTorch >= 1.13 (Debian: python3-torch) and numpy. The layout is that of fm.json, mf.json and imf.json, with
du/dr as "dudt", no "tangent", and
  target    v where r = t, else u(X, r, r) clamped to +-6, X = x_t - (t - r) u(x_t, t, r)
  loss      mean over B*2 of (prediction - (t - r) dudt - target)^2
Half of the samples have r = t, and then dudt is 0. du/dr is forward-mode, and the gradient reverse-mode through it.
"""
import argparse
import json
import pathlib

from inputs import case

if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    args = parser.parse_args()
    cases = {
        "lsd": dict(hidden=16, depth=4, seed=1),
        "lsd-width-9-batch-5-seed-7": dict(hidden=9, depth=4, batch=5, seed=7),
        # A large gain, so that the clamp has something to do.
        "lsd-depth-2-width-12-batch-30-seed-4": dict(hidden=12, depth=2, batch=30, seed=4, gain=60),
    }
    for name, settings in cases.items():
        (args.out / f"{name}.json").write_text(json.dumps(case("lsd", **settings)))
