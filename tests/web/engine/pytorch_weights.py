"""Loads an exported network into PyTorch, and saves a plain state_dict as PyTorch users do.

usage: pytorch_weights.py EXPORTED SAVED
Prints JSON: the network's outputs at a few inputs, and the receipt of what was saved.
"""

import hashlib
import json
import struct
import sys

import torch
from torch import nn

try:
    from safetensors.torch import load_file, save_file
except ModuleNotFoundError:  # The format by hand: a length, a JSON header, data.

    def load_file(path):
        with open(path, "rb") as file:
            data = file.read()
        (size,) = struct.unpack("<Q", data[:8])
        header = json.loads(data[8 : 8 + size])
        header.pop("__metadata__", None)
        tensors = {}
        for name, entry in header.items():
            first, last = entry["data_offsets"]
            values = torch.frombuffer(bytearray(data[8 + size + first : 8 + size + last]), dtype=torch.float32)
            tensors[name] = values.reshape(entry["shape"])
        return tensors

    def save_file(tensors, path):
        header, body = {}, b""
        for name, tensor in tensors.items():
            data = tensor.contiguous().numpy().tobytes()
            header[name] = {
                "dtype": "F32",
                "shape": list(tensor.shape),
                "data_offsets": [len(body), len(body) + len(data)],
            }
            body += data
        text = json.dumps(header).encode()
        with open(path, "wb") as file:
            file.write(struct.pack("<Q", len(text)) + text + body)


class Velocity(nn.Module):
    """The tutorial's network."""

    def __init__(self, inputs, width, depth):
        super().__init__()
        layers = [nn.Linear(inputs, width), nn.GELU()]
        for _ in range(depth - 1):
            layers += [nn.Linear(width, width), nn.GELU()]
        self.network = nn.Sequential(*layers, nn.Linear(width, 2))

    def forward(self, x):
        return self.network(x)


model = Velocity(inputs=4, width=16, depth=2)
model.load_state_dict(load_file(sys.argv[1]))
points = torch.tensor([[0.5, -1.0, 0.75, 0.25], [-1.5, 2.0, 1.0, 0.0]])
with torch.no_grad():
    outputs = model(points).flatten().tolist()
    for parameter in model.parameters():
        parameter.mul_(0.5)
state = model.state_dict()
save_file(state, sys.argv[2])
flat = b"".join(tensor.numpy().tobytes() for tensor in state.values())
print(json.dumps({"outputs": outputs, "receipt": hashlib.sha256(flat).hexdigest()[:16]}))
