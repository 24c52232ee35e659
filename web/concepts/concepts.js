// Every figure that explains an idea, by the name that <mean-flow-figure> has for it.

/** @import {Concept} from './concept.js' */
import { averageVelocity } from './average-velocity.js';
import { code } from './code.js';
import { identity } from './identity.js';
import { jvp } from './jvp.js';
import { pairs } from './pairs.js';
import { targets } from './targets.js';

/** @type {Readonly<Record<string, Concept>>} */
export const concepts = {
  pairs,
  'average-velocity': averageVelocity,
  identity,
  jvp,
  targets,
  code,
};
