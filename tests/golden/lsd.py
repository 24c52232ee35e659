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

import numpy as np
import torch
import torch.autograd.forward_ad as forward_ad
from torch import nn


def mlp(hidden, depth):
    layers, width = [], 4
    for _ in range(depth):
        layers += [nn.Linear(width, hidden), nn.GELU()]
        width = hidden
    return nn.Sequential(*layers, nn.Linear(width, 2)).double()


def evaluate(net, x0, x1, t, r):
    """Loss and intermediate values of one training step."""
    x_t, v, equal = t * x1 + (1 - t) * x0, x1 - x0, t == r
    with forward_ad.dual_level():
        end = forward_ad.make_dual(r, torch.ones_like(r))
        prediction, dudr = forward_ad.unpack_dual(net(torch.cat((x_t, t, end), 1)))
    dudr = torch.where(equal, torch.zeros_like(dudr), dudr)
    with torch.no_grad():
        arrival = x_t - (t - r) * prediction
        teacher = net(torch.cat((arrival, r, r), 1)).clamp(-6, 6)
        target = torch.where(equal, v, teacher)
    loss = ((prediction - (t - r) * dudr - target) ** 2).mean()
    return loss, dict(prediction=prediction, dudt=dudr, target=target)


def state(net, pick=lambda p: p):
    return {"network." + name: pick(p).detach().tolist() for name, p in net.named_parameters()}


def case(hidden, depth, batch, steps, seed, gain):
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = mlp(hidden, depth)
    with torch.no_grad():
        net[-1].weight *= gain  # so that the clamp has something to do
    x0 = torch.tensor(rng.uniform(-2, 2, (batch, 2)))
    x1 = torch.tensor(rng.standard_normal((batch, 2)))
    pair = torch.tensor(rng.uniform(0, 1, (batch, 2)))
    t, r = pair.max(1, keepdim=True).values, pair.min(1, keepdim=True).values
    r[::2] = t[::2]
    out = dict(method="lsd", hidden=hidden, parameters=state(net), x0=x0.tolist(), x1=x1.tolist(),
               t=t.tolist(), r=r.tolist())
    loss, values = evaluate(net, x0, x1, t, r)
    loss.backward()
    out.update({k: v.detach().tolist() for k, v in values.items()})
    out.update(loss=loss.item(), gradients=state(net, lambda p: p.grad))
    adam = dict(lr=3e-3, betas=[0.9, 0.999], eps=1e-8)
    optimizer = torch.optim.Adam(net.parameters(), lr=adam["lr"], betas=adam["betas"], eps=adam["eps"])
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss, _ = evaluate(net, x0, x1, t, r)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    out["adam"] = dict(adam, losses=losses, parameters=state(net))
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    args = parser.parse_args()
    cases = {
        "lsd": dict(hidden=16, depth=4, batch=12, steps=20, seed=1, gain=1),
        "lsd-width-9-batch-5-seed-7": dict(hidden=9, depth=4, batch=5, steps=20, seed=7, gain=1),
        "lsd-depth-2-width-12-batch-30-seed-4": dict(hidden=12, depth=2, batch=30, steps=20, seed=4, gain=60),
    }
    for name, settings in cases.items():
        (args.out / f"{name}.json").write_text(json.dumps(case(**settings)))
