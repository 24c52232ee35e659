// main.cc as WebAssembly: takes its arguments, answers with its JSON.

import createBench from 'meanflow-bench';
import { isFused } from '../../../web/engine/client/arithmetic.js';
import { answer } from './answer.js';

const wasm = isFused()
  ? new URL('../../../build/wasm/meanflow_bench_fused.wasm', import.meta.url)
  : new URL('../../../build/wasm/meanflow_bench.wasm', import.meta.url);
let output = '';
const bench = createBench({
  locateFile: () => wasm.href,
  print: (/** @type {string} */ line) => {
    output += line;
  },
});

answer(async (/** @type {string[]} */ args) => {
  const { callMain } = await bench;
  output = '';
  callMain(args);
  return JSON.parse(output);
});
