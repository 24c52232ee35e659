import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { listing } from '../../../web/concepts/code.js';
import { objectiveLines } from '../../../web/concepts/objective-lines.js';

const source = readFileSync(new URL('../../../src/meanflow/objective.cc', import.meta.url), 'utf8');
const methods = /** @type {const} */ (['fm', 'mf', 'imf', 'lsd']);

it('has the lines of objective.cc, as they stand there', () => {
  const lines = listing().flatMap(({ cpp }) => (cpp ? cpp.split('\n') : []));
  expect(lines.length).toBeGreaterThan(20);
  for (const line of lines) expect(source).toContain(`  ${line}\n`);
  expect(objectiveLines.imf.map(({ math }) => math)).toEqual([
    'w = u(x_t, t, t)',
    '(u, dudt) = Jvp(u; (x_t, t, r), (w, 1, 0))',
    'target = v - (t - r) dudt',
    '|u - target|^2',
  ]);
});

it.each(methods)('%s takes its own branch', (method) => {
  const branch = listing().filter(
    ({ methods: [first, ...others] }) => first === method && !others.length,
  );
  expect(branch[0].python).toContain(`method == "${method}"`);
  expect(branch.length).toBeGreaterThan(2);
});

/** Debian's, which is where its PyTorch is. */
const python = '/usr/bin/python3';
const hasPyTorch = spawnSync(python, ['-c', 'import torch, functorch']).status === 0;

/** The values of reference/ for a method, and its loss as the listing has it. */
const program = `
import json, sys, types
import torch, functorch
if not hasattr(torch, "func"):  # Before PyTorch 2.
    module = types.ModuleType("torch.func")
    module.jvp = functorch.jvp
    sys.modules["torch.func"] = module
namespace = {}
exec(sys.argv[1], namespace)
golden = json.load(open(sys.argv[2]))
method = sys.argv[3]
array = lambda name: torch.tensor(golden[name], dtype=torch.float64)
layers, parameters = [], golden["parameters"]
names = [name for name in parameters if name.endswith("weight")]
for i, name in enumerate(names):
    weight = torch.tensor(parameters[name], dtype=torch.float64)
    layer = torch.nn.Linear(weight.shape[1], weight.shape[0]).double()
    layer.weight.data = weight
    layer.bias.data = torch.tensor(parameters[name.replace("weight", "bias")], dtype=torch.float64)
    layers += [layer] + ([torch.nn.GELU()] if i + 1 < len(names) else [])
network = torch.nn.Sequential(*layers)
model = lambda x, *times: network(torch.cat([x, *times], dim=1))
column = lambda name: array(name).reshape(-1, 1)
r = column("r")
loss = namespace["loss_of"](model, array("x0"), array("x1"), column("t"), r, method)
print(json.dumps([loss.item(), golden["loss"]]))
`;

describe.runIf(hasPyTorch)('in PyTorch', () => {
  it.each(methods)('%s has the reference loss', { timeout: 120_000 }, (method) => {
    const text = listing()
      .map((line) => line.python)
      .join('\n');
    const golden = new URL(`../../golden/${method}.json`, import.meta.url).pathname;
    const output = execFileSync(python, ['-c', program, text, golden, method], {
      encoding: 'utf8',
    });
    const [loss, reference] = JSON.parse(output);
    expect(loss).toBeCloseTo(reference, 5);
  });
});
