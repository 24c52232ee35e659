#!/usr/bin/env python3
"""Reference values for networks with Fourier features and a linear path, from PyTorch, in float64.

    /usr/bin/python3 inputs.py --out .    # *-features.json and *-linear-path.json as they are here

Needs PyTorch >= 1.13 (Debian: python3-torch) and numpy. The layout is that of fm.json, mf.json, imf.json and
lsd.json, with "features", the number of Fourier features, and the parameter linear_path.weight.
"""
import argparse
import json
import math
import pathlib

import numpy as np
import torch
import torch.autograd.forward_ad as forward_ad
from torch import nn


class Network(nn.Module):
    """u = A f + MLP(f) of f = (c, sin wc, cos wc, ..., cos Kwc) with w = pi / 2."""

    def __init__(self, coordinates, hidden, depth, features, linear_path):
        super().__init__()
        self.features = features
        inputs = coordinates * (1 + 2 * features)
        layers, width = [], inputs
        for _ in range(depth):
            layers += [nn.Linear(width, hidden), nn.GELU()]
            width = hidden
        self.network = nn.Sequential(*layers, nn.Linear(width, 2))
        if linear_path:
            self.linear_path = nn.Linear(inputs, 2, bias=False)
        self.double()

    def forward(self, *coordinates):
        c = torch.cat(coordinates, 1)
        angles = [k * math.pi / 2 * c for k in range(1, self.features + 1)]
        f = torch.cat([c] + [wave(angle) for angle in angles for wave in (torch.sin, torch.cos)], 1)
        return self.network(f) + (self.linear_path(f) if hasattr(self, "linear_path") else 0)


def evaluate(method, net, x0, x1, t, r):
    """Loss and intermediate values of one training step."""
    x_t, v = t * x1 + (1 - t) * x0, x1 - x0
    if method == "fm":
        prediction = net(x_t, t)
        return ((prediction - v) ** 2).mean(), dict(prediction=prediction, target=v)
    zero, one = torch.zeros_like(t), torch.ones_like(t)
    with torch.no_grad():
        tangent = net(x_t, t, t) if method == "imf" else v
    tangents = (torch.zeros_like(v), zero, one) if method == "lsd" else (tangent, one, zero)
    with forward_ad.dual_level():
        dual = [forward_ad.make_dual(p, d) for p, d in zip((x_t, t, r), tangents)]
        prediction, dudt = forward_ad.unpack_dual(net(*dual))
    if method != "lsd":
        target = (v - (t - r) * dudt).detach()
        values = dict(tangent=tangent, prediction=prediction, dudt=dudt, target=target)
        return ((prediction - target) ** 2).mean(), values
    equal = t == r
    dudr = torch.where(equal, torch.zeros_like(dudt), dudt)
    with torch.no_grad():
        teacher = net(x_t - (t - r) * prediction, r, r).clamp(-6, 6)
        target = torch.where(equal, v, teacher)
    loss = ((prediction - (t - r) * dudr - target) ** 2).mean()
    return loss, dict(prediction=prediction, dudt=dudr, target=target)


def state(net, pick=lambda p: p):
    return {name: pick(p).detach().tolist() for name, p in net.named_parameters()}


def case(method, hidden, depth, features=0, linear_path=False, batch=12, steps=20, seed=1, gain=1):
    """A training step and `steps` updates; `gain` multiplies the last weights that training begins with."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    net = Network(3 if method == "fm" else 4, hidden, depth, features, linear_path)
    with torch.no_grad():
        net.network[-1].weight *= gain
    x0 = torch.tensor(rng.uniform(-2, 2, (batch, 2)))
    x1 = torch.tensor(rng.standard_normal((batch, 2)))
    pair = torch.tensor(rng.uniform(0, 1, (batch, 2)))
    t, r = pair.max(1, keepdim=True).values, pair.min(1, keepdim=True).values
    if method == "lsd":
        r[::2] = t[::2]
    out = dict(method=method, hidden=hidden, **(dict(features=features) if features else {}))
    out.update(parameters=state(net), x0=x0.tolist(), x1=x1.tolist(), t=t.tolist(), r=r.tolist())
    loss, values = evaluate(method, net, x0, x1, t, r)
    loss.backward()
    out.update({k: v.detach().tolist() for k, v in values.items()})
    out.update(loss=loss.item(), gradients=state(net, lambda p: p.grad))
    adam = dict(lr=3e-3, betas=[0.9, 0.999], eps=1e-8)
    optimizer = torch.optim.Adam(net.parameters(), lr=adam["lr"], betas=adam["betas"], eps=adam["eps"])
    losses = []
    for _ in range(steps):
        optimizer.zero_grad()
        loss, _ = evaluate(method, net, x0, x1, t, r)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    out["adam"] = dict(adam, losses=losses, parameters=state(net))
    return out


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("."))
    args = parser.parse_args()
    for method in ("fm", "mf", "imf", "lsd"):
        cases = {
            "features": case(method, hidden=11, depth=2, features=3, linear_path=False),
            "linear-path": case(method, hidden=8, depth=3, features=1, linear_path=True, seed=2),
        }
        for name, values in cases.items():
            (args.out / f"{method}-{name}.json").write_text(json.dumps(values))
