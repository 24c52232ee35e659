import { expect, it } from 'vitest';
import { sentence } from '../../web/errors.js';

it.each([
  ['the file is empty', 'the file is empty.'],
  ['It is empty.', 'It is empty.'],
  ['is this a safetensors file?', 'is this a safetensors file?'],
  ['Stop!', 'Stop!'],
  ['there is no tensor "network.0.weight"', 'there is no tensor "network.0.weight".'],
  ['it says “no.”', 'it says “no.”'],
])('ends "%s" once', (text, ended) => {
  expect(sentence(text)).toBe(ended);
});
