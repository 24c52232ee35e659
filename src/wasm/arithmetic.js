// Makes two modules of a linked one, by replacing what kernels/simd.h imports: `plain`, in which MultiplyAdd is a
// multiply and an add, and `fused`, in which it is relaxed SIMD's multiply-add. Both thus have the same source, glue code
// and optimiser. This works on the finished module, as Debian 12's compiler writes relaxed SIMD's opcodes from before the
// standard; npm's Binaryen reads and writes the module as text.
//   node arithmetic.js MODULE [FUSED]   MODULE, a .wasm or a .cjs that holds one, becomes plain; FUSED is written

import { readFileSync, writeFileSync } from 'node:fs';
import binaryen from 'binaryen';

/** @typedef {'plain' | 'fused'} Arithmetic */

/**
 * What replaces a call with its operands, by the type of the imported function: Emscripten renames imports.
 * @type {Record<string, Record<Arithmetic, (operands: string[]) => string>>}
 */
const replacements = {
  '(param v128 v128 v128) (result v128)': {
    plain: ([a, b, c]) => `(f32x4.add (f32x4.mul ${a} ${b}) ${c})`,
    fused: ([a, b, c]) => `(f32x4.relaxed_madd ${a} ${b} ${c})`,
  },
  '(param v128 v128 v128 i32) (result v128)': {
    plain: ([a, b, c]) => `(f64x2.add (f64x2.mul ${a} ${b}) ${c})`,
    fused: ([a, b, c]) => `(f64x2.relaxed_madd ${a} ${b} ${c})`,
  },
  '(param f32 f32 f32) (result i32)': {
    plain: () => '(i32.const 0)',
    fused: () => '(i32.const 1)',
  },
};

binaryen.setOptimizeLevel(3);
binaryen.setShrinkLevel(1); // A page counts the bytes.

/** What Emscripten's modules may use, and every browser with SIMD has. */
const features = ['MutableGlobals', 'SignExt', 'NontrappingFPToInt', 'BulkMemory', 'BulkMemoryOpt']
  .concat('Multivalue', 'ReferenceTypes', 'SIMD128')
  .reduce((all, name) => all | /** @type {any} */ (binaryen.Features)[name], 0);

/**
 * @param {Uint8Array} linked
 * @param {Arithmetic} arithmetic
 * @returns {Uint8Array} the module, which imports none of the functions
 */
export function withArithmetic(linked, arithmetic) {
  const before = binaryen.readBinary(linked);
  const text = replaceCalls(before.emitText(), arithmetic);
  before.dispose();
  const module = binaryen.parseText(text);
  try {
    module.setFeatures(features | (arithmetic === 'fused' ? binaryen.Features.RelaxedSIMD : 0));
    module.optimize(); // Much of one branch or the other of `is_fused` cannot be reached.
    if (!module.validate()) throw new Error(`The ${arithmetic} module is not valid.`);
    return module.emitBinary();
  } finally {
    module.dispose();
  }
}

/**
 * @param {string} text  of a module: expressions in parentheses
 * @param {Arithmetic} arithmetic
 */
function replaceCalls(text, arithmetic) {
  /** @type {Map<string, (operands: string[]) => string>} */
  const byName = new Map();
  for (const [, name, type] of text.matchAll(
    /\(import \S+ \S+ \(func (\S+)(?: \(type \S+\))? (.*)\)\)/g,
  )) {
    const replacement = replacements[type]?.[arithmetic];
    if (replacement) byName.set(name, replacement);
  }
  /** The text from `from` to `to`, with its calls replaced. @param {number} from @param {number} to @returns {string} */
  const replaced = (from, to) => {
    const call = /\(call (\S+)/g;
    call.lastIndex = from;
    let result = '';
    let done = from;
    for (let found = call.exec(text); found && found.index < to; found = call.exec(text)) {
      const replacement = byName.get(found[1].replace(')', ''));
      if (!replacement) continue;
      const end = endOf(text, found.index);
      const operands = [];
      for (let at = text.indexOf('(', found.index + 1); at !== -1 && at < end; ) {
        const next = endOf(text, at);
        operands.push(replaced(at, next));
        at = text.indexOf('(', next);
      }
      result += text.slice(done, found.index) + replacement(operands);
      done = end;
      call.lastIndex = end;
    }
    return result + text.slice(done, to);
  };
  return replaced(0, text.length);
}

/** Where the expression ends that begins at `start`. @param {string} text @param {number} start */
function endOf(text, start) {
  const parenthesis = /[()]/g;
  parenthesis.lastIndex = start;
  let depth = 0;
  do {
    const found = parenthesis.exec(text);
    if (!found) throw new Error(`An expression has no end: ${text.slice(start, start + 80)}`);
    depth += found[0] === '(' ? 1 : -1;
  } while (depth > 0);
  return parenthesis.lastIndex;
}

/** The same for a file: a module, or a script that holds one in base64. @param {Buffer} file @param {Arithmetic} arithmetic */
function convert(file, arithmetic) {
  if (file.subarray(0, 4).toString('latin1') === '\0asm') return withArithmetic(file, arithmetic);
  return file
    .toString()
    .replace(/(?<=base64,)AGFzbQ[\w+/=]+/, (linked) =>
      Buffer.from(withArithmetic(Buffer.from(linked, 'base64'), arithmetic)).toString('base64'),
    );
}

if (import.meta.filename === process.argv[1]) {
  const [linked, fused] = process.argv.slice(2);
  const file = readFileSync(linked);
  if (fused) writeFileSync(fused, convert(file, 'fused'));
  writeFileSync(linked, convert(file, 'plain'));
}
