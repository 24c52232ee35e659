// Writes down which files of the site the tests of a file had: they need not run again while those stay the same.

import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, expect } from 'vitest';
import { stableName } from '../../.ci/site-files.js';
import { served } from './site-server.js';

const directory = process.env.MEANFLOW_RECORD_SERVED;
if (directory) {
  afterAll(() => {
    const file = basename(expect.getState().testPath ?? '');
    const names = [...new Set([...served].map(stableName))].sort();
    writeFileSync(`${directory}/${file}.json`, JSON.stringify(names));
  });
}
