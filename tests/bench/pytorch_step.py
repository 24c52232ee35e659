"""Training steps of FM, MF and iMF as PyTorch has one write them, on the CPU.

Says first which BLAS multiplies matrices. Each line of input, "METHOD THREADS SECONDS", is answered with iterations a second. MF and iMF take
the faster of functorch.jvp and torch.autograd.forward_ad. The batch is drawn beforehand.
"""

import sys
import time

import torch
import torch.autograd.forward_ad as forward_ad
from torch import nn

try:
    from functorch import jvp
except ImportError:  # Since PyTorch 2.0
    from torch.func import jvp

BATCH = 4096


def make_network(inputs):
    layers = []
    for size in (inputs, 128, 128, 128):
        layers += [nn.Linear(size, 128), nn.GELU()]
    return nn.Sequential(*layers, nn.Linear(128, 2))


def jvp_by_functorch(network, inputs, tangent):
    return jvp(network, (inputs,), (tangent,))


def jvp_by_dual_numbers(network, inputs, tangent):
    with forward_ad.dual_level():
        outputs = network(forward_ad.make_dual(inputs, tangent))
        return forward_ad.unpack_dual(outputs)


def make_step(method, directional):
    network = make_network(3 if method == "fm" else 4)
    optimizer = torch.optim.Adam(network.parameters(), lr=3e-3)
    data, noise = 4 * torch.rand(BATCH, 2) - 2, torch.randn(BATCH, 2)
    t, r = torch.rand(2, BATCH, 1).sort(dim=0, descending=True).values
    x, v = t * noise + (1 - t) * data, noise - data

    def loss():
        if method == "fm":
            return (network(torch.cat([x, t], 1)) - v).square().mean()
        velocity = v
        if method == "imf":
            with torch.no_grad():
                velocity = network(torch.cat([x, t, t], 1))
        tangent = torch.cat([velocity, torch.ones_like(t), torch.zeros_like(r)], 1)
        u, dudt = directional(network, torch.cat([x, t, r], 1), tangent)
        return (u - (v - (t - r) * dudt).detach()).square().mean()

    def step():
        optimizer.zero_grad()
        loss().backward()
        optimizer.step()

    return step


def rate(step, seconds):
    step()
    start, count = time.perf_counter(), 0
    while count < 3 or time.perf_counter() < start + seconds:
        step()
        count += 1
    return count / (time.perf_counter() - start)


def blas():
    """MKL, or the OpenBLAS or slow reference that the system puts behind Debian's build."""
    if torch.backends.mkl.is_available():
        return "MKL"
    with open("/proc/self/maps", encoding="utf-8") as maps:
        return "OpenBLAS" if "openblas" in maps.read() else "a BLAS other than OpenBLAS or MKL (slow?)"


def main():
    print(blas(), flush=True)
    steps = {}
    for line in sys.stdin:
        method, threads, seconds = line.split()
        torch.set_num_threads(int(threads))
        if method not in steps:
            ways = (jvp_by_functorch, jvp_by_dual_numbers)[: 1 if method == "fm" else 2]
            candidates = [make_step(method, way) for way in ways]
            steps[method] = max(candidates, key=lambda step: rate(step, 1))
        print(rate(steps[method], float(seconds)), flush=True)


main()
